import { getArgumentValues, type GraphQLObjectType, type GraphQLResolveInfo } from 'graphql';
import { collectSubfields } from 'graphql/execution/collectFields';
import type { LineItemWish } from '../gradebook/gradebook';

/** Fields that do without the line item's own members. */
const others = new Set(['__typename', 'id', 'scores', 'score', 'scoresForUsers', 'myScore']);

/** Reads what is selected of the line item that the field of `info` gives. */
export function readWish({ schema, fragments, variableValues, fieldNodes }: GraphQLResolveInfo): LineItemWish {
  const type = schema.getType('LineItem') as GraphQLObjectType;
  const wish: LineItemWish = { members: false };
  for (const nodes of collectSubfields(schema, fragments, variableValues, type, fieldNodes).values()) {
    for (const node of nodes) {
      const name = node.name.value;
      if (!others.has(name)) wish.members = true;
      if (name !== 'scores') continue;
      const { first, after, last, before } = getArgumentValues(type.getFields().scores!, node, variableValues);
      // Any other part of the list does not begin at its start.
      if ((after ?? last ?? before ?? null) !== null) continue;
      wish.firstScores = Math.max(wish.firstScores ?? 0, typeof first === 'number' ? first : 50);
    }
  }
  return wish;
}
