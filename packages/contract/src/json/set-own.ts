/** Sets a member of any name, or an element. Plain assignment to `__proto__` would change the prototype instead. */
export function setOwn<Value>(
  into: Record<string | number, Value>,
  name: string | number,
  value: NoInfer<Value>,
): void {
  if (name !== '__proto__') into[name] = value;
  else Object.defineProperty(into, name, { value, enumerable: true, writable: true, configurable: true });
}
