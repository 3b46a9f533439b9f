import type { FileOrigin } from './container-path.ts';

/** Labels of compose that place a container in its application; they become `container.label.…`. */
const COMPOSE_SERVICE = 'com.docker.compose.service';
const COMPOSE_LABELS = ['com.docker.compose.project', COMPOSE_SERVICE];
/** Labels of kubelets that run Docker. */
const KUBERNETES: Readonly<Record<string, string>> = Object.freeze({
  'io.kubernetes.pod.namespace': 'k8s.namespace.name',
  'io.kubernetes.pod.name': 'k8s.pod.name',
  'io.kubernetes.pod.uid': 'k8s.pod.uid',
  'io.kubernetes.container.name': 'k8s.container.name',
});
const IMAGE_ID = /^(?:sha256:)?[0-9a-f]{12,64}$/;

/**
 * Reads the origin of a container's lines from Docker's `config.v2.json`: the service of compose, or else the name of
 * the container; name, image and the labels that place it.
 *
 * @param text of the file
 * @returns undefined when it is not such a file
 */
export function originOfDockerConfig(text: string): Partial<FileOrigin> | undefined {
  const config = parsed(text) as { Name?: unknown; Config?: { Image?: unknown; Labels?: unknown } | null } | undefined;
  const name = textOf(config?.Name)?.replace(/^\//, '');
  if (name === undefined) return undefined;
  const labels = (config?.Config?.Labels ?? {}) as Record<string, unknown>;
  const attributes: FileOrigin['attributes'] = { 'container.name': name };
  Object.assign(attributes, imageOf(textOf(config?.Config?.Image)));
  for (const label of COMPOSE_LABELS) set(attributes, `container.label.${label}`, labels[label]);
  for (const [label, attribute] of Object.entries(KUBERNETES)) set(attributes, attribute, labels[label]);
  return {
    service: textOf(labels[COMPOSE_SERVICE]) ?? textOf(labels['io.kubernetes.container.name']) ?? name,
    attributes,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `registry:5000/team/shop:1.2@sha256:…` is `registry:5000/team/shop` with the tag `1.2`. */
function imageOf(image: string | undefined): FileOrigin['attributes'] {
  if (image === undefined || IMAGE_ID.test(image)) return {};
  const [named = ''] = image.split('@', 1);
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  if (colon < 0) return { 'container.image.name': named };
  return {
    'container.image.name': named.slice(0, colon),
    'container.image.tags': JSON.stringify([named.slice(colon + 1)]),
  };
}

function set(attributes: FileOrigin['attributes'], name: string, value: unknown): void {
  const text = textOf(value);
  if (text !== undefined) attributes[name] = text;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
