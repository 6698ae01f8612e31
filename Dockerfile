# The gateway as an image: `docker build -t ltiaas-grades-gateway .`. A test runs these steps without an engine.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY src src
RUN npm run build && npm prune --omit=dev

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000
WORKDIR /app
COPY package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
# The user `node` of the base image, by number, so that Kubernetes can tell that it is not root. All of /app is root's.
USER 1000:1000
EXPOSE 4000
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# No shell and no npm between: signals reach the gateway, which ends on them.
# The larger young generation (MiB) saves a quarter of the CPU where answers are large.
CMD ["node", "--max-semi-space-size=64", "dist/main.js"]
