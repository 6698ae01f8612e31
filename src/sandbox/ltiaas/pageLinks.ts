/** The page URLs that LTIAAS passes on from the LMS. */
export interface PageLinks {
  next?: string;
  prev?: string;
  first?: string;
  last?: string;
}

/**
 * Reads a `Link` header the way ltijs does (its package parse-link-header): it ignores a header of more than 2000
 * characters, and does not recognize a relation in typographic quotes.
 */
export function readPageLinks(header: string | undefined): PageLinks {
  const links: PageLinks = {};
  if (header === undefined || header.length > 2000) return links;
  for (const part of header.split(/,\s*(?=<)/)) {
    const [, url, relation] = /^<([^>]*)>.*;\s*rel="?([^";]+)"?/.exec(part) ?? [];
    if (url === undefined) continue;
    if (relation === 'next' || relation === 'prev' || relation === 'first' || relation === 'last')
      links[relation] = url;
  }
  return links;
}
