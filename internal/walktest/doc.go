// Package walktest lets labels live by chance: random deeds by people of every
// kind on random days, first in the rule book alone, then through the rooms on
// both databases. What comes of it is compared with an onlooker who has only
// heard what was said in public.
package walktest
