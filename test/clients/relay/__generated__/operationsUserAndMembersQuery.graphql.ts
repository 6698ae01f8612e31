/**
 * @generated SignedSource<<af56fc75632cd8a2ee2bd4c31f8c58d3>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import { ConcreteRequest } from 'relay-runtime';
export type operationsUserAndMembersQuery$variables = Record<PropertyKey, never>;
export type operationsUserAndMembersQuery$data = {
  readonly launch: {
    readonly user: {
      readonly id: string;
      readonly name: string | null | undefined;
    };
  } | null | undefined;
  readonly members: {
    readonly nodes: ReadonlyArray<{
      readonly id: string;
      readonly name: string | null | undefined;
    } | null | undefined> | null | undefined;
  } | null | undefined;
};
export type operationsUserAndMembersQuery = {
  response: operationsUserAndMembersQuery$data;
  variables: operationsUserAndMembersQuery$variables;
};

const node: ConcreteRequest = (function(){
var v0 = [
  {
    "alias": null,
    "args": null,
    "kind": "ScalarField",
    "name": "id",
    "storageKey": null
  },
  {
    "alias": null,
    "args": null,
    "kind": "ScalarField",
    "name": "name",
    "storageKey": null
  }
],
v1 = [
  {
    "alias": null,
    "args": null,
    "concreteType": "Launch",
    "kind": "LinkedField",
    "name": "launch",
    "plural": false,
    "selections": [
      {
        "alias": null,
        "args": null,
        "concreteType": "LaunchUser",
        "kind": "LinkedField",
        "name": "user",
        "plural": false,
        "selections": (v0/*:: as any*/),
        "storageKey": null
      }
    ],
    "storageKey": null
  },
  {
    "alias": null,
    "args": null,
    "concreteType": "MemberConnection",
    "kind": "LinkedField",
    "name": "members",
    "plural": false,
    "selections": [
      {
        "alias": null,
        "args": null,
        "concreteType": "Member",
        "kind": "LinkedField",
        "name": "nodes",
        "plural": true,
        "selections": (v0/*:: as any*/),
        "storageKey": null
      }
    ],
    "storageKey": null
  }
];
return {
  "fragment": {
    "argumentDefinitions": [],
    "kind": "Fragment",
    "metadata": null,
    "name": "operationsUserAndMembersQuery",
    "selections": (v1/*:: as any*/),
    "type": "Query",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": [],
    "kind": "Operation",
    "name": "operationsUserAndMembersQuery",
    "selections": (v1/*:: as any*/)
  },
  "params": {
    "cacheID": "7189bc57b506b6fe7bb5977725b16652",
    "id": null,
    "metadata": {},
    "name": "operationsUserAndMembersQuery",
    "operationKind": "query",
    "text": "query operationsUserAndMembersQuery {\n  launch {\n    user {\n      id\n      name\n    }\n  }\n  members {\n    nodes {\n      id\n      name\n    }\n  }\n}\n"
  }
};
})();

(node as any).hash = "506d92ef0e2a91729b34cbe7a662b886";

export default node;
