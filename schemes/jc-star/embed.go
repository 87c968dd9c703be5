// Package jcstar carries the data of the scheme in this folder, so that a
// demonstration and the tests need no files beside the program.
//
// It holds data and no rules. A running server reads it only to seed the
// demonstration; what holds elsewhere is what an administrator has loaded.
package jcstar

import "embed"

// Data is the scheme's folder as package catalog reads it.
//
//go:embed *.yaml criteria
var Data embed.FS
