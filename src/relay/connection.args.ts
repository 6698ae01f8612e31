import { ArgsType, Field, Int } from 'type-graphql';
import { maxPageSize, type PageArgs } from './pageArgs';

/** `first`, `after`, `last` and `before` of a connection field. */
@ArgsType()
export class ConnectionArgs implements PageArgs {
  @Field(() => Int, {
    nullable: true,
    description: `How many rows from the start, or after \`after\`: 0 to ${maxPageSize}. Without \`first\` and \`last\`: 50. Not together with \`last\` or \`before\`.`,
  })
  first?: number | null;

  @Field(() => String, { nullable: true, description: 'A cursor of this list: rows after it. Goes with `first`.' })
  after?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: `How many rows up to the end, or before \`before\`: 0 to ${maxPageSize}. Costs more calls than \`first\` on an LMS that only links forward. Not together with \`first\` or \`after\`.`,
  })
  last?: number | null;

  @Field(() => String, { nullable: true, description: 'A cursor of this list: rows before it. Goes with `last`.' })
  before?: string | null;
}
