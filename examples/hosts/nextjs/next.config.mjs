/** Loaded from node_modules as it is: bundlers break its decorators and the packages that it loads late. */
export default { serverExternalPackages: ['ltiaas-grades-gateway'] };
