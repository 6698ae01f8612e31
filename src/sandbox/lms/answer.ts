/** What the LMS answers to LTIAAS. `link` is the text of the `Link` header. */
export interface LmsAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly link?: string;
}

/** The LMS refuses. LTIAAS passes the status on. */
export class LmsRefusal extends Error {
  constructor(
    readonly status: number,
    /** What the LMS writes in its body; an empty text where the LMS says nothing. */
    readonly body: unknown,
  ) {
    super(`The LMS answers ${status}`);
  }
}
