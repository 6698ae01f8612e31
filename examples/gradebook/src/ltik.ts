/**
 * Reads the token of this launch from the URL. Anyone who has the token can act as this person for 24 hours, so it leaves the
 * address bar at once, and later appears only in the `Authorization` header. It comes in the fragment, which browsers do not
 * send to servers. `sessionStorage` makes a reload work and ends with the tab. `localStorage` would give the token to the next
 * person at this computer.
 */
export function takeLtik(): string | null {
  const ltik = new URLSearchParams(location.hash.slice(1)).get('ltik');
  if (ltik) {
    sessionStorage.setItem('ltik', ltik);
    history.replaceState(null, '', location.pathname);
  }
  return sessionStorage.getItem('ltik');
}
