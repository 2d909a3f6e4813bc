// A client that is not ours: the published protos, and nothing else of Zeitgeber.
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const [protos, address] = process.argv.slice(2);
const definition = loader.loadSync(
  ['zeitgeber/v1/participant.proto', 'zeitgeber/v1/cohort.proto'],
  { includeDirs: [protos], keepCase: true, longs: Number });
const { ParticipantService, CohortService } = grpc.loadPackageDefinition(definition).zeitgeber.v1;
const insecure = grpc.credentials.createInsecure();
const participants = new ParticipantService(address, insecure);
const cohort = new CohortService(address, insecure);

function fail(error) {
  console.error(error);
  process.exit(1);
}

const id = { study: 'S1', participant: 'P001' };
participants.GetParticipant({ id }, (error, state) => {
  if (error) fail(error);
  console.log(`participant ${state.status} with ${state.arrivals} records`);
  // Each partition from its first record on.
  const token = Buffer.from('0:0').toString('base64url');
  // The answer and the stream are two ways: either may be the first to tell.
  const told = new Set();
  const tell = (what, sentence) => {
    console.log(sentence);
    if (told.add(what).size === 2) process.exit(0);
  };
  const watch = cohort.WatchAlerts({ study: 'S1', resume_token: token });
  watch.on('error', fail);
  watch.on('data', ({ alert }) => {
    if (alert.participant !== id.participant) return;
    if (alert.lifecycle === 'raised') {
      console.log(`alert raised ${alert.rule}`);
      const request = {
        id, alert: alert.alert, request_id: `node-${process.pid}`,
        reason: { by: 'node-client', reason: 'seen' } };
      participants.AcknowledgeAlert(request, (refused, done) => {
        if (refused) fail(refused);
        tell('answer', `acknowledged: ${done.facts[0]}`);
      });
    } else if (alert.lifecycle === 'acknowledged') {
      tell('stream', `alert acknowledged by ${alert.by}`);
    }
  });
});
setTimeout(() => fail(new Error('nothing came')), 20000);
