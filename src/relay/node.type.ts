import { Field, ID, InterfaceType } from 'type-graphql';

@InterfaceType('Node', {
  description: 'Something that can be fetched again by its id alone, with `node(id:)`.',
})
export abstract class NodeType {
  @Field(() => ID, { description: 'Names this object among all nodes.' })
  id!: string;
}
