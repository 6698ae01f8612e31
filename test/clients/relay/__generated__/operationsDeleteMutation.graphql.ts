/**
 * @generated SignedSource<<6d06832596a23ed5941c2a23a342214e>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import { ConcreteRequest } from 'relay-runtime';
export type UserErrorCode = "BLANK" | "CONFLICT" | "FORBIDDEN" | "INVALID" | "NOT_FOUND" | "OUTCOME_UNKNOWN" | "RATE_LIMITED" | "REJECTED" | "REQUIRED" | "UNAVAILABLE" | "%future added value";
export type DeleteLineItemInput = {
  id: string;
};
export type operationsDeleteMutation$variables = {
  input: DeleteLineItemInput;
};
export type operationsDeleteMutation$data = {
  readonly deleteLineItem: {
    readonly deletedLineItemId: string | null | undefined;
    readonly userErrors: ReadonlyArray<{
      readonly code: UserErrorCode;
    }>;
  } | null | undefined;
};
export type operationsDeleteMutation = {
  response: operationsDeleteMutation$data;
  variables: operationsDeleteMutation$variables;
};

const node: ConcreteRequest = (function(){
var v0 = [
  {
    "defaultValue": null,
    "kind": "LocalArgument",
    "name": "input"
  }
],
v1 = [
  {
    "kind": "Variable",
    "name": "input",
    "variableName": "input"
  }
],
v2 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "deletedLineItemId",
  "storageKey": null
},
v3 = {
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
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Fragment",
    "metadata": null,
    "name": "operationsDeleteMutation",
    "selections": [
      {
        "alias": null,
        "args": (v1/*:: as any*/),
        "concreteType": "DeleteLineItemPayload",
        "kind": "LinkedField",
        "name": "deleteLineItem",
        "plural": false,
        "selections": [
          (v2/*:: as any*/),
          (v3/*:: as any*/)
        ],
        "storageKey": null
      }
    ],
    "type": "Mutation",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Operation",
    "name": "operationsDeleteMutation",
    "selections": [
      {
        "alias": null,
        "args": (v1/*:: as any*/),
        "concreteType": "DeleteLineItemPayload",
        "kind": "LinkedField",
        "name": "deleteLineItem",
        "plural": false,
        "selections": [
          (v2/*:: as any*/),
          {
            "alias": null,
            "args": null,
            "filters": null,
            "handle": "deleteRecord",
            "key": "",
            "kind": "ScalarHandle",
            "name": "deletedLineItemId"
          },
          (v3/*:: as any*/)
        ],
        "storageKey": null
      }
    ]
  },
  "params": {
    "cacheID": "5478e2b9c6ee01a69b6c502f4f04a6bc",
    "id": null,
    "metadata": {},
    "name": "operationsDeleteMutation",
    "operationKind": "mutation",
    "text": "mutation operationsDeleteMutation(\n  $input: DeleteLineItemInput!\n) {\n  deleteLineItem(input: $input) {\n    deletedLineItemId\n    userErrors {\n      code\n    }\n  }\n}\n"
  }
};
})();

(node as any).hash = "6e2f0fc09260f0114d337d082c1e79b7";

export default node;
