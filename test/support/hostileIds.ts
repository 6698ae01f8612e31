import fc from 'fast-check';
import { anyCharacter } from './fuzz/draw';

export interface HostileIdOptions {
  /** Ids that the launch was shown. */
  known: string[];
  /** Ids of other courses. */
  foreign: string[];
  /** The port of a server on this machine that must not be contacted. */
  decoyPort: number;
}

/** The same values on each run. */
export const sample = <T>(values: fc.Arbitrary<T>, numRuns: number): T[] =>
  fc.sample(values, { seed: 20_251, numRuns });
export const unique = (values: string[]) => [...new Set(values)];

// prettier-ignore
const badSchemes = [
  'javascript:', 'file://', 'gopher://', 'ftp://', 'data:', 'ws://', 'wss://', 'ldap://', 'dict://', 'http:', 'https:', 'http:/',
  'https:\\\\', 'http:\\/', '//', '///', 'blob:http://', 'url:http://', 'view-source:http://', 'HTTP://', 'hTTps://', ' http://',
  'http ://', 'http://user@', 'http://user:pass@', 'http://@', 'http://:@', 'http://%40:x@', 'https://lms.example.edu@',
  'http://lms.example.edu:80@', 'http://user%40host@',
];
// prettier-ignore
const badWhole = [
  '', ' ', '/', '.', '..', '?', '#', 'null', 'undefined', '0', '[object Object]', 'http://', 'https://', 'http:///', 'https://?',
  'http://#', 'http://[', 'http://[::1', 'http://]', 'http://1.2.3.4.5.6', 'http://lms.example.edu:99999/x',
  'http://lms.example.edu:-1/x', 'http://lms.example.edu:port/x', 'http://%00/', 'http://a b/', 'http://<x>/',
  'http://lms.example.edu|x/', 'http://^/', '/api/idtoken', '../idtoken', '../../api/idtoken?', 'idtoken', '%2e%2e%2fidtoken',
  '..%2f..%2fidtoken',
];
/** Each of these invalidates a URL at any position. */
// prettier-ignore
const stray = [
  '\r\n', '\n', '\r', '\t', '\0', ' ', '\\', '"', '#', '#x', '\u00a0', '\u2028', '\ufeff', '\ud800', '\udfff', '\u{1f600}', '\u202e',
  'é', '。', '．', '／', '：', '＠', '\x7f', '\x1b', '/../', '/./', '/%2e%2e/', '/%2E%2e/', '/.%2e/', '/%2e./', '/%2e/',
  '\r\nHost: evil.example\r\n\r\n', '\r\nX-Injected: 1', ' HTTP/1.1\r\nHost: evil.example\r\n\r\nGET /',
];

/** Malformed: not an absolute http(s) URL, or one with user info, a fragment, dot segments or invalid characters. */
export function malformedIds({ known, foreign, decoyPort }: HostileIdOptions): string[] {
  const path = '/lti/courses/1/lineitems/1';
  const hosts = [`127.0.0.1:${decoyPort}`, `localhost:${decoyPort}`, `[::1]:${decoyPort}`, 'lms.example.edu'];
  const urls = [known[0]!, foreign[0]!, ...hosts.map((host) => `http://${host}${path}`)];
  const insert = (id: string, text: string, at: number) => id.slice(0, at) + text + id.slice(at);
  return unique([
    ...badWhole,
    ...badSchemes.flatMap((scheme) => [...hosts, '/etc/passwd', 'alert(1)'].map((rest) => `${scheme}${rest}${path}`)),
    ...urls.flatMap((url) =>
      stray.flatMap((text) => {
        const start = url.indexOf('/', 8);
        return [start, start + 4, url.length - 2, url.length].map((at) => insert(url, text, at));
      }),
    ),
    ...urls.flatMap((url) => ['/.', '/..', '/%2e', '/.%2E', '/..?x=/'].map((end) => url + end)),
    ...known.flatMap((id) => [
      id.slice(6),
      id.replace('https', 'httpss'),
      id.replace('//', '/'),
      id.replace('//', '//x@'),
    ]),
    ...[2049, 3000, 20_000].flatMap((length) => [
      known[0]!.padEnd(length, '1'),
      `https://${'a'.repeat(length)}.example/`,
      'x'.repeat(length),
    ]),
    // Letters that look like those of a known id.
    ...known.flatMap((id) => [...'аеіоѕсⅼｍｔх'].map((letter, n) => id.replace('aeioslcmtx'[n]!, letter))),
    ...sample(fc.tuple(fc.constantFrom(...known), fc.nat(), fc.constantFrom(...stray)), 1500).map(([id, at, text]) => {
      // Dots are segments only in the path; before it they would be part of the host.
      const start = /%2e|\./.test(text) ? id.indexOf('/', 8) : 0;
      return insert(id, text, start + (at % (id.length - start)));
    }),
    ...sample(fc.string({ unit: anyCharacter, maxLength: 60 }), 800),
  ]).filter((id) => !known.includes(id) && !id.startsWith('http://etc/'));
}

// prettier-ignore
const hostNames = (port: number) => [
  `127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`, `[::ffff:127.0.0.1]:${port}`, `[::ffff:7f00:1]:${port}`,
  `0.0.0.0:${port}`, `[::]:${port}`, `2130706433:${port}`, `0x7f000001:${port}`, `017700000001:${port}`, `127.1:${port}`,
  `localhost.:${port}`, `LOCALHOST:${port}`, `127.0.0.1.nip.io:${port}`, `sandbox.invalid:${port}`, '169.254.169.254',
  '[fd00:ec2::254]', 'metadata.google.internal', '10.0.0.1', '192.168.0.1:22', 'lms.example.edu.evil.example', 'evil.example',
  'lms.example.edu:443', 'lms.example.edu:80', 'lms.example.edu.', 'LMS.EXAMPLE.EDU', 'xn--lms-example-edu.example',
  'lms-example.edu',
];
// prettier-ignore
const endings = [
  '?', '/', '/?', '//', '?x=1', '&x=1', '?url=http://evil.example', '?limit=1', '?user_id=1', ';', ';x=1', '/scores', '/results',
  '%00', '%20', '%0d%0a', '%2f', '%252e%252e', '%252f', '%23', '%3f', '/%252e%252e/1', '/..%2f1', '/..;/1', '/...', '/.x',
  '/%2e%2ex', "'", "' or '1'='1".replaceAll(' ', '+'), '{id}', '$(id)', '|id', '`id`', '<x>', '*', '+', '~', '!',
];

/** Well-formed, but never shown to the launch. */
export function strangeIds({ known, foreign, decoyPort }: HostileIdOptions): string[] {
  const paths = known.slice(0, 2).map((id) => id.slice(id.indexOf('/', 8)));
  const someKnown = fc.constantFrom(...known);
  const changed = known.flatMap((id) =>
    [...id].flatMap((letter, at) => {
      const code = letter.charCodeAt(0);
      const swapped = code >= 65 ? String.fromCharCode(code ^ 32) : letter;
      const others = [swapped, String.fromCharCode(code ^ 1), `%${code.toString(16)}`, ''];
      return others.map((other) => id.slice(0, at) + other + id.slice(at + 1));
    }),
  );
  const ids = [
    ...foreign,
    ...changed,
    ...known.flatMap((id) => endings.map((ending) => id + ending)),
    ...known.flatMap((id) => [id.replace('https', 'http'), id + id, `${id},${id}`, id.repeat(3), id.padEnd(2000, '0')]),
    ...hostNames(decoyPort).flatMap((host) =>
      paths.flatMap((path) =>
        ['', ...endings].flatMap((ending) => ['http', 'https'].map((scheme) => `${scheme}://${host}${path}${ending}`)),
      ),
    ),
    ...sample(fc.webUrl({ withQueryParameters: true, validSchemes: ['http', 'https'] }), 1200),
    ...sample(fc.tuple(someKnown, fc.webQueryParameters()), 500).map(([id, query]) => `${id}?${query}`),
    ...sample(fc.tuple(someKnown, fc.webPath()), 1500).map(([id, path]) => id + path),
    ...sample(fc.tuple(someKnown, fc.nat(), fc.integer({ min: 0x21, max: 0x7e })), 1500).map(
      ([id, at, code]) => id.slice(0, at % id.length) + String.fromCharCode(code) + id.slice((at % id.length) + 1),
    ),
  ];
  return unique(ids).filter((id) => !known.includes(id));
}
