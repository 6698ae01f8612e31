// For each error jest records 100 calls, Node.js 10. Tests cause thousands of errors.
Error.stackTraceLimit = 10;

// Outside production graphql-js looks for a second copy of itself wherever it compares classes, which takes 5% of the time.
const { NODE_ENV } = process.env;
process.env.NODE_ENV = 'production';
jest.requireActual('graphql/jsutils/instanceOf');
process.env.NODE_ENV = NODE_ENV;
