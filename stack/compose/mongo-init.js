// mongosh runs this in the container of mongod. At the first start it initiates the replica set and creates the two users. At
// later starts it only sets the password of Logwarren's user from the current environment. While there is no user, mongod lets a
// client on its own machine do exactly this. If a step fails, the script ends with an error that says why, for example because
// the root password differs from that of the volume.

const { MONGO_USER, MONGO_PASSWORD, MONGO_ROOT_PASSWORD } = process.env;
const UNAUTHORIZED = 13;
const NO_SUCH_USER_OR_PASSWORD = 18;
const NOT_YET_INITIALIZED = 94;
/** An election of a set of one takes less than a second, but begins up to ten seconds after the start. */
const PRIMARY_LIMIT_MS = 60_000;
const url = 'mongodb://127.0.0.1:27017/?directConnection=true';

function login(admin) {
  try {
    admin.auth('root', MONGO_ROOT_PASSWORD);
    return true;
  } catch (error) {
    if (error.code === NO_SUCH_USER_OR_PASSWORD) return false;
    throw error;
  }
}

function initiate(admin) {
  try {
    admin.runCommand({ replSetGetStatus: 1 });
  } catch (error) {
    if (error.code !== NOT_YET_INITIALIZED) return;
    const config = { _id: 'rs0', members: [{ _id: 0, host: 'mongo:27017' }] };
    admin.runCommand({ replSetInitiate: config });
  }
}

function waitForPrimary(admin) {
  const end = Date.now() + PRIMARY_LIMIT_MS;
  for (;;) {
    const { isWritablePrimary, info, hosts, me } = admin.runCommand({ hello: 1 });
    if (isWritablePrimary) return;
    if (Date.now() > end) {
      const state = JSON.stringify({ info, hosts, me });
      throw new Error(
        `mongod has not become the primary of its replica set within ${PRIMARY_LIMIT_MS / 1000} s: ${state}`,
      );
    }
    sleep(100);
  }
}

/** @returns false when there are users already, so that this password must be a wrong one */
function createRoot(admin) {
  try {
    admin.createUser({ user: 'root', pwd: MONGO_ROOT_PASSWORD, roles: ['root'] });
  } catch (error) {
    if (error.code === UNAUTHORIZED) return false;
    throw error;
  }
  return login(admin);
}

function setUser(database) {
  if (database.getUser(MONGO_USER) === null) {
    database.createUser({ user: MONGO_USER, pwd: MONGO_PASSWORD, roles: ['readWrite', 'dbAdmin'] });
  } else {
    database.changeUserPassword(MONGO_USER, MONGO_PASSWORD);
  }
}

const admin = new Mongo(url).getDB('admin');
const isKnown = login(admin);
if (!isKnown) initiate(admin);
waitForPrimary(admin);
if (isKnown || createRoot(admin)) {
  setUser(admin.getSiblingDB('logwarren'));
  print('Replica set and users are there.');
} else {
  print(
    'MONGO_ROOT_PASSWORD is not the root password of the data in this volume: MongoDB keeps the one that it was first ' +
      'started with. Write that one into .env again, or change it in MongoDB as docs/containers.md says.',
  );
  quit(1);
}
