/** Encodes the id in the path: ids of line items are URLs, and Tailcall's templates insert values as they are. */
globalThis.encodeId = ({ request }) => {
  const { uri } = request;
  uri.path = uri.path.replace(/^(\/api\/lineitems\/)(.+)(\/scores)$/, (_, start, id, end) => {
    return start + encodeURIComponent(id) + end;
  });
  return { request };
};
