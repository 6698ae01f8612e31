import type { Gradebook } from '../gradebook/gradebook';

/** What resolvers know of a request. */
export interface ResolverContext {
  /** LTIAAS, as the caller may see it. */
  readonly gradebook: Gradebook;
}
