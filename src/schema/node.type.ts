import { Field, InterfaceType } from 'type-graphql';
import { ID } from './id.scalar';

@InterfaceType('Node', {
  description: 'An object that `node(id:)` can fetch by its id.',
})
export abstract class NodeType {
  @Field(() => ID, { description: 'Id of the object, unique among all nodes.' })
  id!: string;
}
