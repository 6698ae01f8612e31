/** What spans of one kind have in common. Made once for each kind, never changed: it is encoded once, too. */
export interface SpanDescription {
  /** One of few: nothing that a client chooses. */
  readonly name: string;
  /** `server` is the operation as a whole, `internal` a step of it, `client` a call to LTIAAS. */
  readonly kind: 'server' | 'internal' | 'client';
  readonly attributes: Readonly<Record<string, string>>;
}

/** A part of an operation's trace, handed down from who calls to who is called. */
export interface Span {
  readonly traceId: string;
  /** Else only its ids matter, and parts of it need not be told apart. */
  readonly isRecorded: boolean;
  /** What a call that is made for it carries. */
  readonly traceparent: string;
  /** What goes with it, where the client sent one. */
  readonly tracestate: string | undefined;
  /** Begins a part of it. */
  begin(part: SpanDescription): Span;
  set(name: string, value: string | number): void;
  /** `failure`: what went wrong, one of a closed set of words. `status`: of the HTTP answer, where there was one. */
  end(failure?: string, status?: number): void;
}

/** The first of a trace's spans: the operation as a whole. */
export interface OperationSpan extends Span {
  /** To be called when it is known what it is. */
  describe(operation: SpanDescription): void;
}
