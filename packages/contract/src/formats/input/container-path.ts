/** The origin of a file's lines, as far as its path shows it. */
export interface FileOrigin {
  /** Service of the lines that name no service. */
  service: string;
  /** Attributes under the names of OpenTelemetry. */
  attributes: Record<string, string | number>;
}

/*
 *     …/pods/<namespace>_<pod>_<uid>/<container>/<restarts>.log      kubelet; rotation appends a time
 *     …/containers/<pod>_<namespace>_<container>-<id>.log            kubelet's links to these
 *     …/containers/<id>/<id>-json.log                                Docker
 *
 * Wherever they are mounted: the ids in them tell them from other files.
 */
const UID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32}';
const POD_LOG = new RegExp(
  `(?:^|[\\\\/])([a-z0-9-]{1,63})_([a-z0-9.-]{1,253})_(${UID})[\\\\/]([a-z0-9-]{1,63})[\\\\/](\\d{1,9})\\.log[^\\\\/]*$`,
);
const CONTAINER_LINK = /(?:^|[\\/])([a-z0-9.-]{1,253})_([a-z0-9-]{1,63})_([a-z0-9-]{1,63})-([0-9a-f]{64})\.log$/;
const DOCKER_LOG = /(?:^|[\\/])([0-9a-f]{64})[\\/]\1-json\.log(?:\.\d{1,9})?$/;

/** Longer paths have no system, so they are not checked. */
const MAX_PATH = 4096;
/** Service of a container that only its id identifies: an id is not a service, and is in `container.id`. */
const UNNAMED = 'docker';

/**
 * Reads the origin from the path of a container's log; undefined for any other path.
 *
 * @see readFileOrigin, which also reads Docker's files
 */
export function containerOfPath(path: string): FileOrigin | undefined {
  if (path.length > MAX_PATH) return undefined;
  const pod = POD_LOG.exec(path);
  if (pod !== null) {
    const [, namespace = '', name = '', uid = '', container = '', restarts] = pod;
    const attributes = { 'k8s.namespace.name': namespace, 'k8s.pod.name': name, 'k8s.pod.uid': uid };
    const more = { 'k8s.container.name': container, 'k8s.container.restart_count': Number(restarts) };
    return { service: container, attributes: { ...attributes, ...more } };
  }
  const link = CONTAINER_LINK.exec(path);
  if (link !== null) {
    const [, name = '', namespace = '', container = '', id = ''] = link;
    const attributes = { 'k8s.namespace.name': namespace, 'k8s.pod.name': name, 'k8s.container.name': container };
    return { service: container, attributes: { ...attributes, 'container.id': id } };
  }
  const id = DOCKER_LOG.exec(path)?.[1];
  return id === undefined ? undefined : { service: UNNAMED, attributes: { 'container.id': id } };
}
