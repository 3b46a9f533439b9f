/** Lets a fault last. Tests wait for the effects of a fault, and never sleep for them. */
export async function sleep(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}
