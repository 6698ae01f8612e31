import {
  type FieldNode,
  getArgumentValues,
  getNamedType,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  TypeNameMetaFieldDef,
} from 'graphql';
import { collectSubfields } from 'graphql/execution/collectFields';
import type { LineItemSelection } from '../../gradebook/reads/lineItems';
import { hasBounds } from '../../gradebook/reads/statistics';
import { maxPageSize } from '../../relay/pageArgs';

/** Fields that the gateway can resolve without reading the line item itself. */
const others = new Set(['__typename', 'id', 'scores', 'score', 'scoresForUsers', 'myScore']);

/** Returns the selection on the line item that the field of `info` resolves to. */
export function readSelection(info: GraphQLResolveInfo): LineItemSelection {
  return selectionOf(info, info.fieldNodes);
}

/** The same for the `lineItem` field of the payload that the field of `info` resolves to. */
export function readPayloadSelection(info: GraphQLResolveInfo): LineItemSelection {
  const payload = getNamedType(info.returnType) as GraphQLObjectType;
  return selectionOf(
    info,
    selectedOf(info, payload, info.fieldNodes).filter((node) => node.name.value === 'lineItem'),
  );
}

function selectionOf(info: GraphQLResolveInfo, fieldNodes: readonly FieldNode[]): LineItemSelection {
  const type = info.schema.getType('LineItem') as GraphQLObjectType;
  const selection: LineItemSelection = { members: false, userIds: [] };
  for (const node of selectedOf(info, type, fieldNodes)) {
    const name = node.name.value;
    if (!others.has(name)) selection.members = true;
    const args = getArgumentValues(type.getFields()[name] ?? TypeNameMetaFieldDef, node, info.variableValues);
    if (name === 'score') selection.userIds.push(args.userId as string);
    if (name === 'scoresForUsers') selection.userIds.push(...(args.userIds as string[]));
    if (name === 'myScore') selection.ownScore = true;
    // Statistics are of the whole list.
    if (name === 'statistics') selection.firstScores = maxPageSize;
    if (name === 'scores') selectScores(args, selection);
  }
  return selection;
}

function selectScores({ first, after, last, before, filter }: Record<string, unknown>, selection: LineItemSelection) {
  if (hasBounds((filter ?? {}))) selection.members = true;
  // Reading ahead fetches only the start of the list.
  if ((after ?? last ?? before ?? null) !== null) return;
  const count = typeof first === 'number' ? first : 50;
  selection.firstScores = Math.max(selection.firstScores ?? 0, filter == null ? count : maxPageSize);
}

/** The fields of `type` that any of `fieldNodes` selects, directly or through fragments. */
export function selectedOf(
  { schema, fragments, variableValues }: GraphQLResolveInfo,
  type: GraphQLObjectType,
  fieldNodes: readonly FieldNode[],
): FieldNode[] {
  return [...collectSubfields(schema, fragments, variableValues, type, [...fieldNodes]).values()].flat();
}
