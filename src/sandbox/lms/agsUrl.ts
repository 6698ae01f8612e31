import { bookmarkParameters } from './paging';

const listParameters: readonly string[] = [
  'limit',
  'resource_link_id',
  'resource_id',
  'tag',
  'user_id',
  ...bookmarkParameters,
];

/** The parts of an AGS URL: the address of the resource, and the parameters of a list. */
export interface AgsUrl {
  /** The URL without list parameters, in its original spelling: ids are compared character by character. */
  readonly address: string;
  readonly query: ReadonlyMap<string, string>;
}

/** Splits a URL without rewriting it: a URL parser would change the percent-encoding of an id. */
export function readAgsUrl(url: string): AgsUrl {
  const [path = '', search = ''] = splitOnce(url, '?');
  const kept: string[] = [];
  const query = new Map<string, string>();
  for (const part of search.split('&')) {
    const [name = '', value = ''] = splitOnce(part, '=');
    if (listParameters.includes(name)) query.set(name, decode(value));
    else if (part !== '') kept.push(part);
  }
  return { address: withQuery(path, kept), query };
}

/** Removes `/scores` or `/results` from the path; undefined if the path has another end. */
export function withoutSuffix(address: string, suffix: string): string | undefined {
  const [path = '', search] = splitOnce(address, '?');
  if (!path.endsWith(suffix)) return undefined;
  return withQuery(path.slice(0, -suffix.length), search === undefined ? [] : [search]);
}

/** Appends `/scores` or `/results` to the path and keeps the query (AGS 2.0, Score and Result services). */
export function withSuffix(url: string, suffix: string): string {
  const [path = '', search] = splitOnce(url, '?');
  return withQuery(path + suffix, search === undefined ? [] : [search]);
}

/** Adds query parameters that are already encoded. */
export function withQuery(url: string, parameters: readonly string[]): string {
  const added = parameters.filter((parameter) => parameter !== '').join('&');
  return added === '' ? url : `${url}${url.includes('?') ? '&' : '?'}${added}`;
}

function splitOnce(text: string, mark: string): [string, string?] {
  const at = text.indexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value.replaceAll('+', ' '));
  } catch {
    return value;
  }
}
