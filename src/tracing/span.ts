import type { Attributes } from '@opentelemetry/api';

/** A part of an operation's trace, handed down from who calls to who is called. */
export interface Span {
  readonly traceId: string;
  /** What a call that is made for it carries: `traceparent` and, where the client sent one, `tracestate`. */
  readonly headers: Readonly<Record<string, string>>;
  /** Begins a part of it: `internal` is a step of ours, `client` a call to somebody else. `attributes` are not changed. */
  begin(name: string, side: 'internal' | 'client', attributes?: Attributes): Span;
  set(name: string, value: string | number): void;
  /** `failure`: what went wrong, one of a closed set of words. */
  end(failure?: string): void;
}

/** The first of a trace's spans: the operation as a whole. */
export interface OperationSpan extends Span {
  rename(name: string): void;
}
