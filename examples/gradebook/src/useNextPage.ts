import type { ErrorLike } from '@apollo/client';
import { useEffect, useState } from 'react';

interface Page {
  edges?: unknown[] | null;
  pageInfo: { hasNextPage: boolean; endCursor?: string | null };
}

/** Loads the page after this one on demand. `after` is undefined at the end of the list. */
export function useNextPage(
  page: Page | null | undefined,
  read: (after: string) => Promise<{ error?: ErrorLike | undefined }>,
) {
  const [error, setError] = useState<ErrorLike>();
  const after = (page?.pageInfo.hasNextPage && page.pageInfo.endCursor) || undefined;
  const load = () => {
    if (after) read(after).then((result) => result.error && setError(result.error), setError);
  };
  const refetch = () => {
    setError(undefined);
    load();
  };
  return { after, error, load, refetch };
}

/** Loads all pages after this one. Each page that arrives leads to the next. */
export function useRest(...list: Parameters<typeof useNextPage>) {
  const next = useNextPage(...list);
  useEffect(next.load, [next.after]);
  return next;
}

/** The list with one more page. A page that could not be read is null, and undefined if there was no response. */
export function append<T extends Page>(list: T | null | undefined, page: T | null | undefined): T | null {
  return list && page ? { ...page, edges: [...(list.edges ?? []), ...(page.edges ?? [])] } : (list ?? null);
}
