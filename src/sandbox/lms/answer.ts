/** The LMS's response to LTIAAS. `link` is the text of the `Link` header. */
export interface LmsAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly link?: string;
}

/** The LMS rejects the request. LTIAAS passes the status on. */
export class LmsRefusal extends Error {
  constructor(
    readonly status: number,
    /** The body of the response; an empty text if there is none. */
    readonly body: unknown,
  ) {
    super(`The LMS responded with status ${status}.`);
  }
}
