import type { Gradebook } from '../gradebook/gradebook';

/** The part of a request that resolvers can use. */
export interface ResolverContext {
  /** Access to LTIAAS, limited to the caller's permissions. */
  readonly gradebook: Gradebook;
}
