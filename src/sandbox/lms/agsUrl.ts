import { bookmarkParameters } from './paging';

const listParameters: readonly string[] = [
  'limit',
  'resource_link_id',
  'resource_id',
  'tag',
  'user_id',
  'role',
  'rlid',
  ...bookmarkParameters,
];

/** An AGS URL taken apart: the address of the thing, and the parameters of a list. */
export interface AgsUrl {
  /** The URL without list parameters, written as it was received: ids are compared letter by letter. */
  readonly address: string;
  readonly query: ReadonlyMap<string, string>;
}

/** Takes a URL apart without rewriting it: a URL parser would change how an id is percent-encoded. */
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

/** Takes `/scores` or `/results` off the path; undefined when the path does not end so. */
export function withoutSuffix(address: string, suffix: string): string | undefined {
  const [path = '', search] = splitOnce(address, '?');
  if (!path.endsWith(suffix)) return undefined;
  return withQuery(path.slice(0, -suffix.length), search === undefined ? [] : [search]);
}

/** Puts `/scores` or `/results` behind the path and keeps the query (AGS 2.0, Score and Result services). */
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
