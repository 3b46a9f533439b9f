// Run by mongosh in the container of mongod: initiates the replica set and makes the two users at the first start, and does
// nothing at later ones. Without a user mongod lets a client on its own machine do exactly this.

const { MONGO_USER, MONGO_PASSWORD, MONGO_ROOT_PASSWORD } = process.env;
const NO_SUCH_USER_OR_PASSWORD = 18;
const NOT_YET_INITIALIZED = 94;
const url = 'mongodb://127.0.0.1:27017/?directConnection=true';

function connect() {
  for (;;) {
    try {
      return new Mongo(url);
    } catch {
      sleep(200);
    }
  }
}

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

const admin = connect().getDB('admin');
const isKnown = login(admin);
if (!isKnown) initiate(admin);
while (!admin.runCommand({ hello: 1 }).isWritablePrimary) sleep(100);
if (!isKnown) {
  admin.createUser({ user: 'root', pwd: MONGO_ROOT_PASSWORD, roles: ['root'] });
  admin.auth('root', MONGO_ROOT_PASSWORD);
}
const logwarren = admin.getSiblingDB('logwarren');
if (logwarren.getUser(MONGO_USER) === null) {
  logwarren.createUser({ user: MONGO_USER, pwd: MONGO_PASSWORD, roles: ['readWrite', 'dbAdmin'] });
}
print('Replica set and users are there.');
