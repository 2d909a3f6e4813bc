// The words of the site, each with one line of help.

export const ADHERENCE = {
  enough: {label: 'worn enough', help: 'Worn for at least as long as the protocol asks (10 h unless it says otherwise).', glyph: '✓'},
  little: {label: 'worn a little', help: 'Worn, but less than the protocol asks.', glyph: '·'},
  none: {label: 'not worn', help: 'The device has delivered this day, and it was hardly worn.', glyph: '–'},
  unknown: {label: 'not synced yet', help: 'The device has not delivered enough of this day to say. It may still come.', glyph: '?'},
  not_expected: {label: 'not expected', help: 'Outside of the participant’s days in the study.', glyph: ''},
};

export const WORDS = {
  not_synced: ['not synced yet', 'The device has not delivered this stretch. It may still come; nothing is concluded from it.'],
  final_up_to: ['final up to', 'Everything expected before this time has arrived. What comes later for it is marked as amended.'],
  held_back: ['held back', 'Records that could not be taken are kept with their bytes and the reason; nothing is dropped.'],
  last_data: ['Last data', 'The newest time that any device of the participant has delivered.'],
  last_sync: ['Last sync', 'When something last arrived from the participant.'],
  retrospective: ['retrospective', 'Found in data that arrived later. It does not ring: nothing happens now.'],
  live: ['live', 'Found while it happened: the data were at most five minutes old.'],
  amended: ['amended', 'Changed by data that came after it was final.'],
  uncertainty: ['uncertainty', 'The true time lies within ± this, by the model of the device’s clock.'],
  balance: ['balances', 'Every record received is either in the journal or held back. Nothing is lost, nothing counts twice.'],
};

export const CLOCK = {
  CLOCK_CONFIDENCE_GOOD: ['good', 'The clock is known within the stated uncertainty.'],
  CLOCK_CONFIDENCE_COARSE: ['coarse', 'The clock is known within seconds, or from few supports.'],
  CLOCK_CONFIDENCE_SUSPECT: ['suspect', 'Something about the clock does not fit; waiting for more data.'],
  CLOCK_CONFIDENCE_NONE: ['unknown', 'No evidence yet: the device’s own time stands.'],
};

/** Why records are held back or refused, for people; others show their code. */
export const REASONS = {
  EMPTY_RECORD: 'A record without content',
  BAD_JSON: 'Not readable as a record',
  DUPLICATE_FIELD: 'A field that is there twice',
  NULL_VALUE: 'A value that is empty',
  BAD_DURATION: 'A length of time that cannot be',
  BAD_RATE: 'A sampling rate that cannot be',
  BAD_ENROLMENT: 'An enrolment with a field that has no meaning',
  TOO_MANY_DEVICES: 'More than 32 devices',
  TOO_MANY_CHANNELS: 'More than 128 channels',
  PARTICIPANT_HALTED: 'The participant’s journal waits for a repair',
  BAD_TYPE: 'A field of another kind than expected',
  MISSING_FIELD: 'A field that must be there is missing',
  NOT_FINITE: 'A value that is no finite number',
  BAD_SHAPE: 'Not the shape of its channel',
  BAD_THRESHOLD: 'Limits that contradict each other',
  BAD_ID: 'A name with letters that are not allowed',
  BAD_TIME: 'A time that cannot be read',
  TIME_WITHOUT_OFFSET: 'A time that does not say its zone',
  TIME_OUT_OF_RANGE: 'A time no clock can show',
  BAD_VALUE: 'A value that is no number',
  VALUE_OUT_OF_RANGE: 'A value no body can have',
  UNIT_MISMATCH: 'Another unit than the channel’s',
  UNKNOWN_CHANNEL: 'A channel the protocol does not know',
  UNKNOWN_PARTICIPANT: 'Nobody of that name is enrolled',
  UNKNOWN_DEVICE: 'A device that is not registered',
  TOO_LARGE: 'Larger than 1 MiB',
  RECEIVED_IN_FUTURE: 'Stamped ahead of its time',
  WITHDRAWN: 'Came after the participant had withdrawn',
  ERASED: 'Came after the participant had been erased',
};

/** What people and programs did, as the access log names it. */
const DEEDS = {
  'ParticipantService/GetParticipant': 'what is known of a participant', 'ParticipantService/WatchParticipant': 'a participant, live',
  'ParticipantService/GetParticipantAt': 'what was known of a participant', 'ParticipantService/ListWindows': 'readings by minute, hour or day',
  'ParticipantService/StreamTimeline': 'a timeline', 'ParticipantService/ListAlerts': 'a participant’s alerts', 'ParticipantService/ExplainAlert': 'the evidence of an alert',
  'ParticipantService/AcknowledgeAlert': 'acknowledged an alert', 'ParticipantService/SnoozeAlert': 'put an alert aside', 'ParticipantService/AssignAlert': 'assigned an alert',
  'ParticipantService/NoteAlert': 'noted on an alert', 'ParticipantService/CloseAlert': 'closed an alert', 'ParticipantService/SetThresholds': 'set limits',
  'ParticipantService/Enrol': 'enrolled', 'ParticipantService/Withdraw': 'withdrew', 'ParticipantService/Erase': 'erasure',
  'CohortService/ListParticipants': 'the list of participants', 'CohortService/WatchAlerts': 'the alerts, live', 'CohortService/ListAlerts': 'the alerts',
  'CohortService/AcknowledgeAlerts': 'acknowledged alerts', 'CohortService/GetAdherence': 'who wore the device', 'StudyService/ListZones': 'where participants live',
  'StudyService/ListSamples': 'single readings', 'StudyService/ListHeldBack': 'records held back', 'StudyService/ReadmitRecords': 'let records in again',
  'StudyService/ActivateProtocol': 'moved to another protocol', 'StudyService/SetLegalHold': 'a legal hold', 'StudyService/AdoptTopic': 'adopted a topic',
  'StudyService/AcceptGap': 'accepted lost records', 'AuditService/ListAccess': 'this log', 'AuditService/GetChainStatus': 'the chain',
  'AuditService/ListCertificates': 'replay certificates', 'AuditService/StartReplay': 'a replay',
};
const ACTIONS = {read: 'looked at', began: 'began to look at', ended: 'stopped looking at', write: '', refused: 'was refused', noted: 'noted'};
const OUTCOMES = {OK: 'done', CANCELLED: 'left', UNAUTHENTICATED: 'not logged in', PERMISSION_DENIED: 'not allowed', NOT_FOUND: 'not found', UNAVAILABLE: 'not possible then'};
export const outcome = (code) => OUTCOMES[code] || code || '–';
export const deed = (action, method) => `${ACTIONS[action] ?? action ?? ''} ${DEEDS[method] || method || ''}`.trim();

const CHANNELS = {
  heart_rate: 'Heart rate', steps: 'Steps', sleep_stage: 'Sleep stage', sleep: 'Sleep', screen: 'Screen',
  app_usage: 'App use', wear: 'Wear', battery: 'Battery', charging: 'Charging',
  heart_rate_at_rest: 'Heart rate at rest', steps_while_asleep: 'Steps while asleep', screen_while_asleep: 'Screen while asleep',
};
export const channel = (name) => CHANNELS[name] || name.replaceAll('_', ' ').replace(/^./, (c) => c.toUpperCase());

const RULES = {
  'high-heart-rate': 'High heart rate', 'low-heart-rate': 'Low heart rate', 'no-data': 'No data', 'low-battery': 'Battery low',
  'flat-line': 'Flat line', 'clock-step': 'Clock was set', 'low-wear': 'Hardly worn',
};
export const rule = (name) => RULES[name] || name.replaceAll('-', ' ').replace(/^./, (c) => c.toUpperCase());

export const unit = (text) => ({'beats/min': 'beats/min', '%': '%', '1': '', count: ''})[text] ?? text;
