import { graphqlUrl } from './client';
import { takeLtik } from './ltik';
import type { FailureDetails } from './Problem';

/**
 * Reads the gradebook as a file. Rejects if the gateway answers with a problem, whose details are the `cause`, and if the
 * connection breaks before the end: then the file is not complete.
 */
export async function readExport(signal: AbortSignal, onProgress: (bytes: number) => void): Promise<Blob> {
  const headers = { authorization: `Bearer ${takeLtik()}` };
  const response = await fetch(new URL('gradebook.csv', graphqlUrl), { headers, signal });
  if (!response.ok) {
    const cause = (await response.json().catch(() => ({}))) as FailureDetails;
    throw new Error('The gateway did not export the gradebook.', { cause });
  }
  const chunks: BlobPart[] = [];
  let bytes = 0;
  const reader = response.body!.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    chunks.push(part.value);
    onProgress((bytes += part.value.length));
  }
  return new Blob(chunks, { type: 'text/csv' });
}

export function saveFile(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // Safari is still reading the file.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
