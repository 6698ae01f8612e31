import { ArgsType, Field, Int } from 'type-graphql';
import { maxPageSize, type PageArgs } from './pageArgs';

/** The paging arguments of every connection field. */
@ArgsType()
export class ConnectionArgs implements PageArgs {
  @Field(() => Int, {
    nullable: true,
    description: `Number of rows from the start of the list, or after \`after\`: 0 to ${maxPageSize}. Default: 50, unless \`last\` or \`before\` is given. Cannot be combined with \`last\` or \`before\`.`,
  })
  first?: number | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Cursor from this list; only rows after it are returned. Cannot be combined with `last` or `before`. A cursor from another list causes `BAD_USER_INPUT`.',
  })
  after?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: `Number of rows up to the end of the list, or before \`before\`: 0 to ${maxPageSize}; default 50 with \`before\`. Costs more LMS calls than \`first\` if the LMS does not link to previous pages. Cannot be combined with \`first\` or \`after\`.`,
  })
  last?: number | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Cursor from this list; only rows before it are returned. Cannot be combined with `first` or `after`. A cursor from another list causes `BAD_USER_INPUT`.',
  })
  before?: string | null;
}
