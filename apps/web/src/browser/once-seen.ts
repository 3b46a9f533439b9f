/** Runs an action after a while; in a tab that is hidden by then, when it is seen again. @returns a function that cancels it */
export function onceSeen(waitMs: number, action: () => void): () => void {
  const onSeen = () => {
    if (document.hidden) return;
    document.removeEventListener('visibilitychange', onSeen);
    action();
  };
  const timer = setTimeout(() => {
    if (!document.hidden) return action();
    document.addEventListener('visibilitychange', onSeen);
  }, waitMs);
  return () => {
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', onSeen);
  };
}
