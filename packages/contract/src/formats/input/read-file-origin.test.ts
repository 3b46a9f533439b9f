import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { containerOfPath } from './container-path.ts';
import { originOfDockerConfig } from './docker-config.ts';
import { readFileOrigin } from './read-file-origin.ts';

const root = mkdtempSync(join(tmpdir(), 'logwarren-origin-'));
afterAll(() => rmSync(root, { recursive: true }));

const UID = '0f3c1b9e-7a52-4c1d-9b7e-5d2f8a1c6e40';
const ID = '4f'.repeat(32);
const POD = { 'k8s.namespace.name': 'prod', 'k8s.pod.name': 'shop-7d9c-x2x', 'k8s.pod.uid': UID };
const IN_POD = { ...POD, 'k8s.container.name': 'web', 'k8s.container.restart_count': 3 };

function file(path: string, text = ''): string {
  const whole = join(root, path);
  mkdirSync(dirname(whole), { recursive: true });
  writeFileSync(whole, text);
  return whole;
}

test.each([
  [`/var/log/pods/prod_shop-7d9c-x2x_${UID}/web/3.log`, 'web', IN_POD],
  [`/host/pods/prod_shop-7d9c-x2x_${UID}/web/3.log.20261129-101500`, 'web', IN_POD],
  [`C:\\var\\log\\pods\\prod_shop-7d9c-x2x_${UID}\\web\\3.log`, 'web', IN_POD],
  [
    `/var/log/pods/kube-system_etcd-node1_${'a1'.repeat(16)}/etcd/0.log`,
    'etcd',
    {
      'k8s.namespace.name': 'kube-system',
      'k8s.pod.name': 'etcd-node1',
      'k8s.pod.uid': 'a1'.repeat(16),
      'k8s.container.name': 'etcd',
      'k8s.container.restart_count': 0,
    },
  ],
  [
    `/var/log/containers/shop-7d9c-x2x_prod_web-${ID}.log`,
    'web',
    {
      'k8s.namespace.name': 'prod',
      'k8s.pod.name': 'shop-7d9c-x2x',
      'k8s.container.name': 'web',
      'container.id': ID,
    },
  ],
  [`/var/lib/docker/containers/${ID}/${ID}-json.log`, 'docker', { 'container.id': ID }],
  [`/mnt/containers/${ID}/${ID}-json.log.2`, 'docker', { 'container.id': ID }],
])('%s is of a container', (path, service, attributes) => {
  expect(containerOfPath(path)).toEqual({ service, attributes });
});

test.each([
  '/var/log/syslog',
  '/var/log/pods/a_b_c/web/0.log',
  '/srv/a_b/1.log',
  `/x/${ID}/${ID.replace('4', '5')}-json.log`,
])('%s is not', async (path) => {
  expect(containerOfPath(path)).toBeUndefined();
  expect((await readFileOrigin(path)).attributes).toEqual({});
});

test('a link of the kubelet tells what the file behind it tells, too', async () => {
  const log = file(`pods/prod_shop-7d9c-x2x_${UID}/web/3.log`);
  const link = join(root, `shop-7d9c-x2x_prod_web-${ID}.log`);
  symlinkSync(log, link);
  expect(await readFileOrigin(link)).toEqual({ service: 'web', attributes: { ...IN_POD, 'container.id': ID } });
});

test("Docker's own file names the container, its image and its place in compose", async () => {
  const labels = { 'com.docker.compose.project': 'demo', 'com.docker.compose.service': 'shop', other: 'x' };
  const config = { Name: '/demo-shop-1', Config: { Image: 'registry:5000/team/shop:1.2', Labels: labels } };
  file(`containers/${ID}/config.v2.json`, JSON.stringify(config));
  expect(await readFileOrigin(file(`containers/${ID}/${ID}-json.log`))).toEqual({
    service: 'shop',
    attributes: {
      'container.id': ID,
      'container.name': 'demo-shop-1',
      'container.image.name': 'registry:5000/team/shop',
      'container.image.tags': '["1.2"]',
      'container.label.com.docker.compose.project': 'demo',
      'container.label.com.docker.compose.service': 'shop',
    },
  });
});

test.each([
  [
    'a container outside of compose by its name',
    { Name: '/cache', Config: { Image: 'redis' } },
    'cache',
    { 'container.image.name': 'redis' },
  ],
  ['one that was started by the id of its image', { Name: '/x', Config: { Image: `sha256:${ID}` } }, 'x', {}],
  ['one without anything else', { Name: '/x', Config: null }, 'x', {}],
])('%s', (_what, config, service, attributes) => {
  const { Name } = config;
  const expected = { service, attributes: { 'container.name': Name.slice(1), ...attributes } };
  expect(originOfDockerConfig(JSON.stringify(config))).toEqual(expected);
});

test.each(['', '{', '[]', 'null', '{"Name":7}', '{"Name":""}'])('%j is not of Docker', (text) => {
  expect(originOfDockerConfig(text)).toBeUndefined();
});

test('what stands in the place of the configuration of Docker is not waited for, and not read whole', async () => {
  const log = file(`fifo/${ID}/${ID}-json.log`);
  execFileSync('mkfifo', [join(dirname(log), 'config.v2.json')]);
  const large = file(`large/${ID}/${ID}-json.log`);
  file(`large/${ID}/config.v2.json`, JSON.stringify({ Name: '/web', pad: 'x'.repeat(2 ** 20) }));
  for (const path of [log, large]) expect((await readFileOrigin(path)).service).toBe('docker');
});
