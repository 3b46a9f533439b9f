const KEY = 'logwarren-loaded-again-at';
/** A second failure this soon has another reason, ms. */
const SOON_MS = 30_000;

/** A page that was opened before an update lacks the files of views opened after it: then the new page is loaded. */
export function loadAgainAfterUpdate(): void {
  window.addEventListener('vite:preloadError', (event) => {
    const last = Number(sessionStorage.getItem(KEY) ?? 0);
    // Either way: a clock that was set back in between must not forbid it for as long.
    if (Math.abs(Date.now() - last) < SOON_MS) return;
    event.preventDefault();
    sessionStorage.setItem(KEY, String(Date.now()));
    window.location.reload();
  });
}
