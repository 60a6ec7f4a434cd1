import { isAbsolute, join } from "node:path/posix";
import { Document, isMap, isScalar, isSeq, visit } from "yaml";
import { startOrder } from "../manifest/graph.ts";
import { type Component, calledBy, type Language, languageOf, type Manifest } from "../manifest/model.ts";
import { type DerivedFile, notice } from "./derived.ts";
import { addresses, memoryEnvironment } from "./environment.ts";
import { policyFiles } from "./policy-files.ts";

const dockerfiles: Readonly<Record<Language, string>> = {
  go: "docker/go.Dockerfile",
  rust: "docker/rust.Dockerfile",
  typescript: "docker/node.Dockerfile",
};

/** While a component starts, a failure does not count: others wait for its first success, so it is asked often. */
const healthTimes = { interval: "2s", timeout: "3s", retries: 5, start_period: "60s" };

/** Longer than the default of DRAIN_TIMEOUT (10 s), so that no drain is cut off that would have ended in time. */
const stopGracePeriod = "15s";

/** Taken from the caller's environment when it has them; without a value Compose leaves them out. */
const passedOn = { LOG_LEVEL: null, OTEL_EXPORTER_OTLP_ENDPOINT: null };

/** Where the workspace lies in the image of a Node component. */
const workspaceInImage = "/workspace";

/** A variable of the caller's, in Compose's notation. */
const variable = (name: string, otherwise: string | number) => `\${${name}:-${otherwise}}`;

/** The database is reachable from within the stack alone; who publishes it sets a password. */
const password = ({ name }: Manifest) => variable("POSTGRES_PASSWORD", name);

const hardening = { read_only: true, cap_drop: ["ALL"], security_opt: ["no-new-privileges:true"] };

const header = ` ${notice}
 What the manifest does not say goes into a file of your own:
 docker compose -f docker/compose.yaml -f docker/compose.override.yaml up`;

/** The file `docker/compose.yaml`. */
export function deriveCompose(manifest: Manifest): DerivedFile {
  const services = Object.fromEntries(startOrder(manifest).map((one) => [one.name, service(manifest, one)]));
  const volumes = manifest.components.filter(({ kind }) => kind === "database").map(({ name }) => [name, null]);
  const document = new Document(
    { name: manifest.name, services, ...(volumes.length > 0 && { volumes: Object.fromEntries(volumes) }) },
    { aliasDuplicateObjects: false },
  );
  document.commentBefore = header;
  layOut(document);
  return {
    path: "docker/compose.yaml",
    content: document.toString({ lineWidth: 0, nullStr: "", flowCollectionPadding: false }),
  };
}

function service(manifest: Manifest, component: Component): object {
  return component.kind === "database" ? database(manifest, component) : program(manifest, component);
}

function database(manifest: Manifest, { name, port, memory }: Component): object {
  const { name: workspace } = manifest;
  return {
    image: "postgres:17",
    command: ["postgres", "-p", String(port)],
    environment: { POSTGRES_USER: workspace, POSTGRES_DB: workspace, POSTGRES_PASSWORD: password(manifest) },
    volumes: [`${name}:/var/lib/postgresql/data`],
    tmpfs: ["/tmp", "/var/run/postgresql"],
    shm_size: "128m",
    mem_limit: memory,
    ...hardening,
    // The image starts as root, gives the volume to the user postgres and becomes that user.
    cap_add: ["CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETUID"],
    // By TCP: on the socket alone answers the server that the image prepares the data with.
    healthcheck: {
      test: ["CMD", "pg_isready", "-h", "127.0.0.1", "-p", String(port), "-U", workspace],
      ...healthTimes,
    },
    stop_grace_period: stopGracePeriod,
    restart: "unless-stopped",
  };
}

function program(manifest: Manifest, component: Component): object {
  const { name, kind, path, port, replicas, memory } = component;
  const language = languageOf(component);
  if (language === undefined || path === undefined) throw new Error(`${name} has no program`);
  const mounts = policyFiles(manifest, name).map((file) => mount(path, file));
  const needed = calledBy(manifest, name).map((called) => [called.name, { condition: "service_healthy" }]);
  return {
    image: `${manifest.name}/${name}`,
    build: { context: "..", dockerfile: dockerfiles[language], args: { COMPONENT: name, COMPONENT_PATH: path } },
    ...(replicas > 1 && { scale: replicas }),
    environment: {
      LISTEN_ADDRESS: `0.0.0.0:${port}`,
      ...callees(manifest, component),
      ...memoryEnvironment(component),
      ...passedOn,
    },
    // Reachable from this machine alone: who wants more says so in an override.
    ...(kind === "gateway" && { ports: [`127.0.0.1:${variable("GATEWAY_PORT", port)}:${port}`] }),
    ...(mounts.length > 0 && { volumes: mounts }),
    mem_limit: memory,
    ...hardening,
    ...(needed.length > 0 && { depends_on: Object.fromEntries(needed) }),
    healthcheck: { test: ["CMD", "/app", "healthcheck"], ...healthTimes },
    stop_grace_period: stopGracePeriod,
    restart: "unless-stopped",
  };
}

/**
 * Shows a container a file of the workspace, or of the machine, under the name that it has outside. It stays the one that was there when the
 * container started: a new one that takes its name is seen after a restart, a change within it at once.
 */
function mount(folder: string, file: string): object {
  const [source, target] = isAbsolute(file)
    ? [file, file]
    : [join("..", folder, file), join(workspaceInImage, folder, file)];
  const literal = (path: string) => path.replaceAll("$", "$$$$");
  return {
    type: "bind",
    source: literal(source),
    target: literal(target),
    read_only: true,
    // A file that is missing would become a folder without a word.
    bind: { create_host_path: false },
  };
}

/** Where a component finds those it calls. The password stands apart, so that it may hold what a URL could not. */
function callees(manifest: Manifest, component: Component): Record<string, string> {
  return Object.fromEntries(
    Object.entries(addresses(manifest, component)).flatMap(([key, { name, kind, port }]) =>
      kind === "database"
        ? [
            [key, `postgres://${manifest.name}@${name}:${port}/${manifest.name}?sslmode=disable`],
            ["PGPASSWORD", password(manifest)],
          ]
        : [[key, `${name}:${port}`]],
    ),
  );
}

/** Argument lists and flags on one line; an empty line before each section, and before each service but the first. */
function layOut(document: Document): void {
  visit(document, {
    Pair(_, { key, value }) {
      if (isSeq(value) && isScalar(key) && key.value !== "ports" && key.value !== "volumes") value.flow = true;
    },
  });
  for (const container of [document.contents, document.get("services")]) {
    if (!isMap(container)) continue;
    for (const { key } of container.items.slice(1)) {
      if (isScalar(key)) key.spaceBefore = true;
    }
  }
}
