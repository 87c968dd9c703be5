package testkit

import (
	"crypto/ecdsa"
	"crypto/x509"
	"encoding/base64"
	"fmt"

	"github.com/descope/virtualwebauthn"
)

// A Passkey is an authenticator with one discoverable credential, without a
// device or a browser. Its fields may be changed to misbehave.
type Passkey struct {
	RPID       string
	Origin     string // where the browser says it is
	Unverified bool   // the device did not ask for finger, face or PIN
	Counting   bool   // the device counts its signatures; synced passkeys do not
	Count      uint32 // of signatures so far

	device     virtualwebauthn.Authenticator
	credential virtualwebauthn.Credential
}

// NewPasskey returns a passkey for the relying party at this origin, such as
// "localhost" and "http://localhost:8080".
func NewPasskey(rpID, origin string) *Passkey {
	return &Passkey{RPID: rpID, Origin: origin, device: virtualwebauthn.NewAuthenticator(), credential: credential()}
}

// credential makes a key whose coordinates have full length: the library
// writes them without leading zeros, which one key in 128 has and verifiers
// rightly refuse.
func credential() virtualwebauthn.Credential {
	for {
		c := virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2)
		key, err := x509.ParsePKCS8PrivateKey(c.Key.Data)
		if err != nil {
			panic("testkit: read own key: " + err.Error())
		}
		point, err := key.(*ecdsa.PrivateKey).PublicKey.Bytes() // 4, X, Y
		if err != nil {
			panic("testkit: read own key: " + err.Error())
		}
		if point[1] != 0 && point[33] != 0 {
			return c
		}
	}
}

// ID is the credential's, in base64url as browsers say it.
func (p *Passkey) ID() string { return base64.RawURLEncoding.EncodeToString(p.credential.ID) }

// Create answers the options of an enrolment as a browser would. It fails
// when the device already holds a credential that the options exclude.
func (p *Passkey) Create(options []byte) ([]byte, error) {
	o, err := virtualwebauthn.ParseAttestationOptions(string(options))
	if err != nil {
		return nil, fmt.Errorf("read creation options: %w", err)
	}
	if p.credential.IsExcludedForAttestation(*o) {
		return nil, fmt.Errorf("the device holds an excluded credential")
	}
	p.device.Options.UserHandle = []byte(o.UserID)
	p.prepare()
	return []byte(virtualwebauthn.CreateAttestationResponse(p.rp(), p.device, p.credential, *o)), nil
}

// Sign answers the options of a sign-in or a step-up as a browser would.
func (p *Passkey) Sign(options []byte) ([]byte, error) {
	o, err := virtualwebauthn.ParseAssertionOptions(string(options))
	if err != nil {
		return nil, fmt.Errorf("read request options: %w", err)
	}
	if len(o.AllowCredentials) > 0 && !p.credential.IsAllowedForAssertion(*o) {
		return nil, fmt.Errorf("the device holds none of the allowed credentials")
	}
	if p.Counting {
		p.Count++
	}
	p.prepare()
	return []byte(virtualwebauthn.CreateAssertionResponse(p.rp(), p.device, p.credential, *o)), nil
}

func (p *Passkey) prepare() {
	p.device.Options.UserNotVerified = p.Unverified
	p.credential.Counter = p.Count
}

func (p *Passkey) rp() virtualwebauthn.RelyingParty {
	return virtualwebauthn.RelyingParty{ID: p.RPID, Name: p.RPID, Origin: p.Origin}
}
