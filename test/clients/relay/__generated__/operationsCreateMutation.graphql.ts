/**
 * @generated SignedSource<<2ffe25bbb423dc01aa93637a4d244b56>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import { ConcreteRequest } from 'relay-runtime';
export type UserErrorCode = "BLANK" | "CONFLICT" | "FORBIDDEN" | "INVALID" | "NOT_FOUND" | "OUTCOME_UNKNOWN" | "RATE_LIMITED" | "REJECTED" | "REQUIRED" | "UNAVAILABLE" | "%future added value";
export type CreateLineItemInput = {
  endDateTime?: string | null | undefined;
  gradesReleased?: boolean | null | undefined;
  label: string;
  resourceId?: string | null | undefined;
  resourceLinkId?: string | null | undefined;
  scoreMaximum: number;
  startDateTime?: string | null | undefined;
  tag?: string | null | undefined;
};
export type operationsCreateMutation$variables = {
  connections: ReadonlyArray<string>;
  input: CreateLineItemInput;
};
export type operationsCreateMutation$data = {
  readonly createLineItem: {
    readonly lineItem: {
      readonly id: string;
      readonly label: string;
    } | null | undefined;
    readonly userErrors: ReadonlyArray<{
      readonly code: UserErrorCode;
    }>;
  } | null | undefined;
};
export type operationsCreateMutation = {
  response: operationsCreateMutation$data;
  variables: operationsCreateMutation$variables;
};

const node: ConcreteRequest = (function(){
var v0 = {
  "defaultValue": null,
  "kind": "LocalArgument",
  "name": "connections"
},
v1 = {
  "defaultValue": null,
  "kind": "LocalArgument",
  "name": "input"
},
v2 = [
  {
    "kind": "Variable",
    "name": "input",
    "variableName": "input"
  }
],
v3 = {
  "alias": null,
  "args": null,
  "concreteType": "LineItem",
  "kind": "LinkedField",
  "name": "lineItem",
  "plural": false,
  "selections": [
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
      "name": "label",
      "storageKey": null
    }
  ],
  "storageKey": null
},
v4 = {
  "alias": null,
  "args": null,
  "concreteType": "UserError",
  "kind": "LinkedField",
  "name": "userErrors",
  "plural": true,
  "selections": [
    {
      "alias": null,
      "args": null,
      "kind": "ScalarField",
      "name": "code",
      "storageKey": null
    }
  ],
  "storageKey": null
};
return {
  "fragment": {
    "argumentDefinitions": [
      (v0/*:: as any*/),
      (v1/*:: as any*/)
    ],
    "kind": "Fragment",
    "metadata": null,
    "name": "operationsCreateMutation",
    "selections": [
      {
        "alias": null,
        "args": (v2/*:: as any*/),
        "concreteType": "CreateLineItemPayload",
        "kind": "LinkedField",
        "name": "createLineItem",
        "plural": false,
        "selections": [
          (v3/*:: as any*/),
          (v4/*:: as any*/)
        ],
        "storageKey": null
      }
    ],
    "type": "Mutation",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": [
      (v1/*:: as any*/),
      (v0/*:: as any*/)
    ],
    "kind": "Operation",
    "name": "operationsCreateMutation",
    "selections": [
      {
        "alias": null,
        "args": (v2/*:: as any*/),
        "concreteType": "CreateLineItemPayload",
        "kind": "LinkedField",
        "name": "createLineItem",
        "plural": false,
        "selections": [
          (v3/*:: as any*/),
          {
            "alias": null,
            "args": null,
            "filters": null,
            "handle": "appendNode",
            "key": "",
            "kind": "LinkedHandle",
            "name": "lineItem",
            "handleArgs": [
              {
                "kind": "Variable",
                "name": "connections",
                "variableName": "connections"
              },
              {
                "kind": "Literal",
                "name": "edgeTypeName",
                "value": "LineItemEdge"
              }
            ]
          },
          (v4/*:: as any*/)
        ],
        "storageKey": null
      }
    ]
  },
  "params": {
    "cacheID": "3cad86e978c88fa3f340bccea47cc703",
    "id": null,
    "metadata": {},
    "name": "operationsCreateMutation",
    "operationKind": "mutation",
    "text": "mutation operationsCreateMutation(\n  $input: CreateLineItemInput!\n) {\n  createLineItem(input: $input) {\n    lineItem {\n      id\n      label\n    }\n    userErrors {\n      code\n    }\n  }\n}\n"
  }
};
})();

(node as any).hash = "e62b27a52f72ee577cc50fc7b831966e";

export default node;
