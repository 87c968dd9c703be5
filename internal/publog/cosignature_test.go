package publog_test

import (
	"bytes"
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"shirushi/internal/publog"
)

var noon = time.Date(2026, 4, 1, 3, 0, 0, 0, time.UTC)

// signed is a checkpoint of a log, and a witness with its cosignature of it.
func cosigned(t *testing.T) (log []byte, key publog.Cosigner, c publog.Cosignature) {
	t.Helper()
	checkpoint := publog.Checkpoint{Origin: "labels.example/log", Head: publog.Head{Size: 12, Root: tlog.RecordHash([]byte("root"))}}
	log, err := checkpoint.Sign(newKey(t, checkpoint.Origin))
	if err != nil {
		t.Fatal(err)
	}
	key, err = publog.NewCosigner("witness.example/w1")
	if err != nil {
		t.Fatal(err)
	}
	return log, key, key.Cosign(checkpoint.Text(), noon)
}

func TestCosignature_saysWhoAndWhen(t *testing.T) {
	t.Parallel()
	log, key, made := cosigned(t)
	witness, err := publog.ParseWitness(key.Verifier)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := publog.Cosignatures(log, witness); err != nil || len(got) != 0 {
		t.Errorf("before: %v, %v", got, err)
	}
	all := append(bytes.Clone(log), made.Line...)
	got, err := publog.Cosignatures(all, witness)
	if err != nil || len(got) != 1 || got[0] != made || got[0].At != noon || got[0].By != key.Verifier {
		t.Errorf("%+v, %v", got, err)
	}
	other, err := publog.NewCosigner("witness.example/w1") // of the same name
	if err != nil {
		t.Fatal(err)
	}
	if got, err := publog.Cosignatures(all, other.Witness); err != nil || len(got) != 0 {
		t.Errorf("of another witness: %v, %v", got, err)
	}
}

// TestCosignature_isOfThisTextAtThisTime alters each part of it.
func TestCosignature_isOfThisTextAtThisTime(t *testing.T) {
	t.Parallel()
	log, key, made := cosigned(t)
	raw, err := base64.StdEncoding.DecodeString(strings.Fields(made.Line)[2])
	if err != nil {
		t.Fatal(err)
	}
	line := func(b []byte) string {
		return "— witness.example/w1 " + base64.StdEncoding.EncodeToString(b) + "\n"
	}
	if line(raw) != made.Line {
		t.Fatal(made.Line)
	}
	later := bytes.Clone(raw)
	later[11]++
	forged := bytes.Clone(raw)
	forged[40] ^= 1
	endless := bytes.Clone(raw)
	endless[4] = 0xff
	for name, text := range map[string]string{
		"another time":      string(log) + line(later),
		"another signature": string(log) + line(forged),
		"no time":           string(log) + line(append(bytes.Clone(raw[:4]), raw[12:]...)),
		"beyond all time":   string(log) + line(endless),
		"another tree":      strings.Replace(string(log), "\n12\n", "\n13\n", 1) + made.Line,
		"no note":           made.Line,
	} {
		if got, err := publog.Cosignatures([]byte(text), key.Witness); err == nil {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if _, _, err := publog.OpenCheckpoint(append(bytes.Clone(log), made.Line...), "labels.example/log"); err == nil {
		t.Error("a cosignature stands for the log's own")
	}
}

func TestCosigner_readAsKept(t *testing.T) {
	t.Parallel()
	_, key, made := cosigned(t)
	again, err := publog.ParseCosigner(key.Secret() + "\n")
	if err != nil || again.Verifier != key.Verifier || again.Name() != "witness.example/w1" {
		t.Errorf("%+v, %v", again.Witness, err)
	}
	if again.Cosign("labels.example/log\n12\n"+"x\n", noon) == made {
		t.Error("another text has the same cosignature")
	}
	log := newKey(t, "witness.example/w1") // a key of the other type
	for _, bad := range []string{"", key.Verifier, log.Secret(), strings.Replace(key.Secret(), "w1", "w2", 1), key.Secret()[:50], "PRIVATE+KEY++00000000+BAAA"} {
		if _, err := publog.ParseCosigner(bad); err == nil {
			t.Errorf("%q is a witness's key", bad)
		}
	}
	for _, bad := range []string{"", key.Secret(), log.Verifier, strings.Replace(key.Verifier, "w1", "w2", 1), key.Verifier[:40], key.Verifier + "\n"} {
		if _, err := publog.ParseWitness(bad); err == nil {
			t.Errorf("%q is a witness", bad)
		}
	}
	for _, bad := range []string{"", "a b", "a+b", "a\nb", "a\x00b"} {
		if _, err := publog.NewCosigner(bad); err == nil {
			t.Errorf("%q is a name", bad)
		}
	}
}
