package io.zeitgeber.persistence.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.zeitgeber.participant.protocol.Channel;
import io.zeitgeber.participant.protocol.Channel.SameTime;
import io.zeitgeber.participant.protocol.Channel.Shape;
import io.zeitgeber.participant.protocol.ResultRules;
import io.zeitgeber.participant.protocol.ThresholdRule;
import io.zeitgeber.persistence.protocol.DeviceClass.Clock;
import io.zeitgeber.persistence.protocol.StudyProtocol.Time;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ProtocolTextTest {

  @Test
  void standard_isDefaultOne_withTheContractsRule() {
    StudyProtocol standard = ProtocolText.standard();
    assertThat(standard.core().label()).isEqualTo("default@1");
    assertThat(standard.core().rules())
        .containsExactly(
            new ThresholdRule(
                "heart_rate",
                "high-heart-rate",
                "low-heart-rate",
                10_000_000,
                60_000_000,
                3,
                5,
                120,
                40));
    assertThat(standard.core().disorderMicros()).isEqualTo(30_000_000);
    assertThat(standard.core().freshnessMicros()).isEqualTo(300_000_000);
    assertThat(standard.latenessMicros()).isEqualTo(172_800_000_000L);
    assertThat(standard.core().openEnrolment()).isTrue();
    assertThat(standard.core().openDevices()).isTrue();
    assertThat(standard.time()).isEqualTo(Time.AUTO);
    assertThat(standard.deviceClasses().get("fitbit"))
        .isEqualTo(new DeviceClass("fitbit", Clock.TRUSTED));
  }

  @Test
  void standard_hasEveryChannelOfTheDesign() {
    assertThat(ProtocolText.standard().core().channels())
        .containsKeys(
            "heart_rate",
            "steps",
            "sleep_stage",
            "screen",
            "app_usage",
            "acceleration",
            "ppg",
            "ecg",
            "inter_beat_interval",
            "electrodermal_activity",
            "skin_temperature",
            "location",
            "battery");
    assertThat(ProtocolText.standard().core().channels().get("steps"))
        .isEqualTo(
            new Channel("steps", "steps", Shape.INTERVAL, 0, 200_000, 60.0, SameTime.REVISES));
    assertThat(ProtocolText.standard().core().channels().get("sleep_stage"))
        .isEqualTo(
            new Channel(
                "sleep_stage",
                "",
                Shape.STATE,
                Double.NEGATIVE_INFINITY,
                Double.POSITIVE_INFINITY,
                null,
                SameTime.REVISES));
  }

  /** What was published under this digest is in journals: a change of the text is a new version. */
  @Test
  void standard_digest_isGolden() {
    assertThat(ProtocolText.standard().digest()).isEqualTo(golden("default-1.sha256").strip());
    assertThat(ProtocolText.standard().canonical()).isEqualTo(golden("default-1.conf"));
  }

  @Test
  void storedText_readsBackForEver_toTheSameProtocol() {
    StudyProtocol stored = ProtocolText.parse(golden("default-1.conf"));
    assertThat(stored).isEqualTo(ProtocolText.standard());
    StudyProtocol small = ProtocolText.parse(golden("small-3.conf"));
    assertThat(small.digest()).isEqualTo(golden("small-3.sha256").strip());
    assertThat(small.core().channels()).containsOnlyKeys("heart_rate", "odd.name:1@x");
    assertThat(small.canonical()).isEqualTo(golden("small-3.conf"));
  }

  @Test
  void ownText_isLayeredOverTheDefaults() {
    StudyProtocol own =
        ProtocolText.parse(
            """
            id = S1, version = 4
            time = recorded
            rules.heart_rate.high = 110.5
            channels.light = null
            channels.cadence { shape = sample, unit = "1/min", max = 300 }
            device_classes.ring.clock = received
            """);
    assertThat(own.core().label()).isEqualTo("S1@4");
    assertThat(own.core().rules().getFirst().high()).isEqualTo(110.5);
    assertThat(own.core().rules().getFirst().low()).isEqualTo(40);
    assertThat(own.core().channels()).doesNotContainKey("light").containsKey("steps");
    assertThat(own.core().channels().get("cadence"))
        .isEqualTo(
            new Channel(
                "cadence",
                "1/min",
                Shape.SAMPLE,
                Double.NEGATIVE_INFINITY,
                300,
                null,
                SameTime.ADDS));
    assertThat(own.deviceClasses().get("ring")).isEqualTo(new DeviceClass("ring", Clock.RECEIVED));
    assertThat(ProtocolText.parse(own.canonical())).isEqualTo(own);
    assertThat(own.digest()).isNotEqualTo(ProtocolText.standard().digest());
  }

  @Test
  void layout_ofTheText_doesNotMatter() {
    StudyProtocol one = ProtocolText.parse("id=S1\nversion=2\nlateness=2d\ndisorder = 1m");
    StudyProtocol other =
        ProtocolText.parse(
            "{\"disorder\": \"60s\", \"lateness\": \"48h\", version: 2, id: \"S1\"}");
    assertThat(other).isEqualTo(one);
  }

  @Test
  void emptyText_isTheStandard() {
    assertThat(ProtocolText.parse("# nothing")).isEqualTo(ProtocolText.standard());
  }

  @Test
  void changedDefault_withoutAVersionOfItsOwn_isRefused() {
    assertThatThrownBy(() -> ProtocolText.parse("disorder = 60s"))
        .isInstanceOf(ProtocolRefused.class)
        .hasMessageContaining("version: this changes default@1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "disordr = 30s | disordr | did you mean disorder?",
        "rules.heart_rate.hihg = 1 | rules.heart_rate.hihg | did you mean high?",
        "channels.heart_rate.range = 1 | channels.heart_rate.range | allowed here: unit, shape",
        "disorder = 30 | disorder | a duration with its unit",
        "disorder = 30 sec | disorder | a whole number and us, ms, s, m, h or d",
        "disorder = 25h | disorder | a duration from 0s to 24h",
        "freshness = 0s | freshness | a duration from 1s to 24h",
        "version = 0 | version | a whole number from 1 to 1000000",
        "version = 1.5 | version | a whole number from 1 to 1000000",
        "version = two | version | a number",
        "id = \"a b\" | id | 1 to 64 of A-Z",
        "enrolment = opn | enrolment | open | closed",
        "devices = closed | devices | open | registered",
        "time = lve | time | did you mean live?",
        "channels = 7 | channels | an object of channels by name",
        "channels.x = 7 | channels.x | an object; channels have keys of their own",
        "channels.\"a b\" { shape = event } | channels.a b | a name of 1 to 64",
        "channels.x { unit = V } | channels.x.shape | missing; sample",
        "channels.x { shape = sampel } | channels.x.shape | did you mean sample?",
        "channels.x { shape = sample, min = low } | channels.x.min | a number",
        "channels.x { shape = sample, min = 2, max = 1 } | channels.x.min | not above max",
        "channels.x { shape = sample, rate_per_hour = 0 } | channels.x.rate_per_hour | above 0",
        "channels.x { shape = event, unit = V } | channels.x.shape | no unit, min or max",
        "channels.x { shape = state, same_time = x } | channels.x.same_time | adds",
        "device_classes.x {} | device_classes.x.clock | missing; trusted",
        "device_classes.x.clock = good | device_classes.x.clock | trusted",
        "rules.heart_rate.window = 61s | rules.heart_rate.window | a whole multiple of every",
        "rules.heart_rate.every = 500ms | rules.heart_rate.every | a duration from 1s to 1h",
        "rules.heart_rate.min_samples = 0 | rules.heart_rate.min_samples | from 1 to",
        "rules.heart_rate.clear_margin = -1 | rules.heart_rate.clear_margin | 0 or more",
        "rules.heart_rate.clear_margin = 80 | rules.heart_rate.clear_margin | less than high - low",
        "rules.heart_rate.high = 40 | rules.heart_rate.high | above low",
        "rules.heart_rate.low = 120 | rules.heart_rate.high | above low",
        "rules.heart_rate.high = 1e999 | rules.heart_rate.high | a number",
        "rules.heart_rate.high = null | rules.heart_rate.high | missing; a number",
        "rules.heart_rate.channel = hart_rate | rules.heart_rate.channel | did you mean"
            + " heart_rate?",
        "rules.heart_rate.channel = steps | rules.heart_rate.channel | shape sample",
        "rules.heart_rate.low_rule = high-heart-rate | rules.heart_rate.low_rule | no other rule",
        "rules.heart_rate.low_rule = a/b | rules.heart_rate.low_rule | 1 to 64 of A-Z",
        "canonical = 2 | canonical | from 1 to 1",
      })
  void wrongLine_isNamed_withLineKeyAndWhatIsAllowed(String line, String key, String message) {
    ProtocolRefused refused = refusedText("# comment\nid = S1\n" + line + "\n");
    assertThat(refused.problems())
        .anySatisfy(
            problem -> {
              assertThat(problem.key()).isEqualTo(key);
              assertThat(problem.message()).contains(message);
              assertThat(problem.line()).isEqualTo(3);
            });
  }

  @Test
  void everyProblem_isNamedAtOnce() {
    ProtocolRefused refused = refusedText("id = S1\ndisordr = 1s\nversion = 0\ntime = never");
    assertThat(refused.problems()).extracting(Problem::line).containsExactlyInAnyOrder(2, 3, 4);
    assertThat(refused).hasMessageContaining("line 3: version: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a {", "include \"other.conf\"", "id = ${HOME}", "id = ${?HOME}\nb = ]"})
  void noHocon_isRefused(String text) {
    assertThat(refusedText(text).problems()).hasSize(1);
  }

  @Test
  void environment_isNotLookedAt() {
    assertThat(ProtocolText.parse("id = default\nid = ${?HOME}"))
        .isEqualTo(ProtocolText.standard());
  }

  @Test
  void storedText_withAMissingKey_isNotFilledFromTheDefaults() {
    ProtocolRefused refused = refusedText(golden("small-3.conf").replace("lateness = 48h\n", ""));
    assertThat(refused.problems()).extracting(Problem::key).containsExactly("lateness");
  }

  @Test
  void tooManyChannels_areRefused() {
    StringBuilder text = new StringBuilder("id = S1\n");
    for (int i = 0; i < 128; i++) {
      text.append("channels.c").append(i).append(".shape = event\n");
    }
    assertThat(refusedText(text.toString())).hasMessageContaining("channels: at most 128");
  }

  @Test
  void results_areTheProtocols_andWhatIsUsualIsNotInTheCanonicalText() {
    StudyProtocol own =
        ProtocolText.parse(
            """
            id = S1
            version = 3
            max_retrospective = 5
            results_keep = 12h
            results.wear.join = 3m
            results.sleep.asleep = [SLEEPING]
            results.rest.least_minutes = 10
            device_classes.ring { clock = trusted, priority = 10 }
            """);
    ResultRules rules = own.core().results();
    assertThat(own.core().timing().maxRetrospective()).isEqualTo(5);
    assertThat(rules.keepMicros()).isEqualTo(12L * 3600 * 1_000_000);
    assertThat(rules.wear().joinMicros()).isEqualTo(180_000_000);
    assertThat(rules.wear().pulse()).isEqualTo(ResultRules.DEFAULT.wear().pulse());
    assertThat(rules.sleep().asleep()).containsExactly("SLEEPING");
    assertThat(rules.rest()).isEqualTo(new ResultRules.Rest(720_000_000, 10));
    assertThat(rules.priorities()).isEqualTo(Map.of("ring", 10));
    assertThat(own.canonical())
        .contains("results.wear.join = 3m", "device_classes.ring.priority = 10")
        .doesNotContain("results.sleep.gap", "device_classes.fitbit.priority");
    assertThat(ProtocolText.parse(own.canonical())).isEqualTo(own);
    assertThat(ProtocolText.standard().core().results()).isEqualTo(ResultRules.DEFAULT);
    assertThat(ProtocolText.standard().canonical()).doesNotContain("results");
    assertThat(refusedText("id = S1\nresults.slep.gap = 1h")).hasMessageContaining("sleep");
  }

  @Test
  void explain_hasEveryKey_withUnitDefaultAndMeaning() {
    StudyProtocol own = ProtocolText.parse("id = S1\nrules.heart_rate.high = 130");
    List<Setting> settings = ProtocolText.explain(own);
    assertThat(settings)
        .contains(
            new Setting(
                "rules.heart_rate.high",
                "130",
                "channel's",
                "120",
                "Upper limit of who has no personal one: mean above raises."))
        .allSatisfy(s -> assertThat(s.meaning()).isNotEmpty());
    assertThat(settings.stream().map(Setting::key).filter(k -> !k.contains(".")))
        .containsExactly(
            "id",
            "version",
            "enrolment",
            "devices",
            "time",
            "disorder",
            "lateness",
            "freshness",
            "max_retrospective",
            "results_keep",
            "silence_after",
            "battery_low",
            "battery_clear",
            "wear_low",
            "wear_clear",
            "settle_after",
            "cohort_share",
            "cohort_within");
  }

  private static ProtocolRefused refusedText(String text) {
    @Nullable ProtocolRefused refused =
        catchThrowableOfType(ProtocolRefused.class, () -> ProtocolText.parse(text));
    assertThat(refused).as("refused: %s", text).isNotNull();
    return refused;
  }

  private static String golden(String name) {
    try (InputStream in = ProtocolTextTest.class.getResourceAsStream("/protocol/" + name)) {
      assertThat(in).as(name).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(name, e);
    }
  }
}
