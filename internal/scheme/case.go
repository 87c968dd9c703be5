package scheme

// CaseID names a case of surveillance.
type CaseID string
