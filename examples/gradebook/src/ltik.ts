/**
 * The token of this launch: whoever has it is this person for 24 hours. It comes in the fragment, the one part of an address
 * that browsers neither send nor tell the next page, and leaves the address bar at once: no history, bookmark or screenshot
 * keeps it. From here it goes into the `Authorization` header only. `sessionStorage` holds it for this tab, so that a reload
 * works, and ends with it; `localStorage` would hand it on to the next person at this computer.
 */
export function takeLtik(): string | null {
  const ltik = new URLSearchParams(location.hash.slice(1)).get('ltik');
  if (ltik) {
    sessionStorage.setItem('ltik', ltik);
    history.replaceState(null, '', location.pathname);
  }
  return sessionStorage.getItem('ltik');
}
