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
  const nodes = selectedOf(info, type, fieldNodes);
  // Statistics are of the whole list, which has the scores of all users.
  const readsAll = nodes.some((node) => node.name.value === 'statistics');
  if (readsAll) selection.firstScores = maxPageSize;
  for (const node of nodes) {
    const name = node.name.value;
    if (!others.has(name)) selection.members = true;
    const args = readArguments(info, type, node);
    if (name === 'scores') selectScores(args, selection);
    if (readsAll) continue;
    if (typeof args.userId === 'string') selection.userIds.push(args.userId);
    if (Array.isArray(args.userIds)) selection.userIds.push(...(args.userIds as string[]));
    if (name === 'myScore') selection.ownScore = true;
  }
  return selection;
}

/** Empty if an argument is invalid: the field itself reports that. */
function readArguments(info: GraphQLResolveInfo, type: GraphQLObjectType, node: FieldNode): Record<string, unknown> {
  try {
    return getArgumentValues(type.getFields()[node.name.value] ?? TypeNameMetaFieldDef, node, info.variableValues);
  } catch {
    return {};
  }
}

function selectScores({ first, after, last, before, filter }: Record<string, unknown>, selection: LineItemSelection) {
  if (hasBounds(filter ?? {})) selection.members = true;
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
