import type { IdToken, LaunchFacts } from '../ltiaas/idToken';

/** What is remembered of one credential between its requests: who it is and what may be dialled, never a value. */
export interface RememberedLaunch {
  facts?: LaunchFacts;
  /** All that the LMS told, where this process itself has asked. Never shared: it holds names. */
  idToken?: IdToken;
  /** Ids of line items that LTIAAS has shown to this launch. */
  readonly lineItemIds: Set<string>;
  /** Those that it has deleted: others may not have heard of it yet. */
  readonly deletedLineItemIds: Set<string>;
  /** When a search through all line items last found nothing, in ms since 1970; 0: never. */
  lineItemMissedAt: number;
  /** Lists in which this launch has written since, by the line item whose scores they are: rows may have moved. */
  readonly movedLists: Set<string>;
  /** How many scores the line item had that was last read to its end, and how many the LMS gives a page; for planning. */
  scoreRows?: number;
  scorePageSize?: number;
  /** This LMS cuts a list at `limit` without saying so. */
  limitCutsSilently: boolean;
  /** When all of it is forgotten, in ms since 1970. */
  endsAt: number;
  /** What of it the replicas have in common. */
  shared?: { version: string; digest: string } | undefined;
  /** LTIAAS does not take the credential any more. */
  isRefused: boolean;
}
