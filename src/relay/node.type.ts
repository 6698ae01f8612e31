import { Field, ID, InterfaceType } from 'type-graphql';

@InterfaceType('Node', {
  description: 'Something that can be fetched again by its id alone, with `node(id:)`.',
  // Line items are the only nodes: scores cannot be fetched by id from any LMS.
  resolveType: () => 'LineItem',
})
export abstract class NodeType {
  @Field(() => ID, { description: 'Names this object among all nodes.' })
  id!: string;
}
