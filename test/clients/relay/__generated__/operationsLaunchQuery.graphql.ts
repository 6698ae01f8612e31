/**
 * @generated SignedSource<<b4e982bd6430a78426d309ccddcfd98c>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import { ConcreteRequest } from 'relay-runtime';
export type operationsLaunchQuery$variables = Record<PropertyKey, never>;
export type operationsLaunchQuery$data = {
  readonly launch: {
    readonly context: {
      readonly id: string;
      readonly title: string | null | undefined;
    } | null | undefined;
    readonly resourceLink: {
      readonly id: string;
      readonly title: string | null | undefined;
    } | null | undefined;
  } | null | undefined;
};
export type operationsLaunchQuery = {
  response: operationsLaunchQuery$data;
  variables: operationsLaunchQuery$variables;
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
    "name": "title",
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
        "concreteType": "LaunchContext",
        "kind": "LinkedField",
        "name": "context",
        "plural": false,
        "selections": (v0/*:: as any*/),
        "storageKey": null
      },
      {
        "alias": null,
        "args": null,
        "concreteType": "LaunchResourceLink",
        "kind": "LinkedField",
        "name": "resourceLink",
        "plural": false,
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
    "name": "operationsLaunchQuery",
    "selections": (v1/*:: as any*/),
    "type": "Query",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": [],
    "kind": "Operation",
    "name": "operationsLaunchQuery",
    "selections": (v1/*:: as any*/)
  },
  "params": {
    "cacheID": "5d6838df6258fc198b92875371f12a9d",
    "id": null,
    "metadata": {},
    "name": "operationsLaunchQuery",
    "operationKind": "query",
    "text": "query operationsLaunchQuery {\n  launch {\n    context {\n      id\n      title\n    }\n    resourceLink {\n      id\n      title\n    }\n  }\n}\n"
  }
};
})();

(node as any).hash = "fd3c4fcb4e7f2dd87c1d7bea157b1b4c";

export default node;
