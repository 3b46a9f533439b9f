/** Lets a fault last; what follows a fault is waited for, never slept for. */
export async function sleep(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}
