import { defineConfig } from 'vite';

/** Makes one script, `dist/app.js`, of an `app.tsx` around a component of the guides. */
export default defineConfig({
  esbuild: { jsx: 'automatic' },
  resolve: { preserveSymlinks: true },
  plugins: [{ name: 'relay', enforce: 'pre', transform: withRelayArtifacts }],
  build: { rollupOptions: { input: 'app.tsx', output: { entryFileNames: 'app.js' } } },
});

/** What Relay's own plugins for bundlers do: puts what its compiler made in the place of the operations. */
function withRelayArtifacts(code) {
  if (!code.includes("from 'react-relay'")) return code;
  const names = [];
  const replaced = code.replace(/graphql`\s*(?:query|fragment) (\w+)[^`]*`/g, (_, name) => {
    names.push(name);
    return name;
  });
  return [...names.map((name) => `import ${name} from './__generated__/${name}.graphql';`), replaced].join('\n');
}
