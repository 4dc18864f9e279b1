// Judges a published log, and single proofs, by Go's own sumdb packages: nothing of ours is in it.
//
//	oracle log DIR VKEY       every record, proofs of some, heads of some sizes
//	oracle proofs VKEY        one a line on standard input: index size root leaf-hash proof,...
package main

import (
	"bufio"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type files struct{ dir string }

func (f files) Height() int                           { return 8 }
func (f files) SaveTiles(_ []tlog.Tile, _ [][]byte) {}

func (f files) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range tiles {
		content, err := os.ReadFile(filepath.Join(f.dir, place(tile)))
		if err != nil {
			return nil, err
		}
		found = append(found, content)
	}
	return found, nil
}

func place(tile tlog.Tile) string {
	return strings.Replace(strings.Replace(tile.Path(), "tile/8/", "tile/", 1), "/data/", "/entries/", 1)
}

func head(text, vkey string) (tlog.Tree, error) {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return tlog.Tree{}, err
	}
	opened, err := note.Open([]byte(text), note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[3] != "" || lines[0] != verifier.Name() {
		return tlog.Tree{}, errors.New("no checkpoint")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, err
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return tlog.Tree{}, errors.New("no root")
	}
	var hash tlog.Hash
	copy(hash[:], root)
	return tlog.Tree{N: size, Hash: hash}, nil
}

func whole(dir, vkey string) error {
	text, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	if err != nil {
		return err
	}
	tree, err := head(string(text), vkey)
	if err != nil {
		return err
	}
	read := tlog.TileHashReader(tree, files{dir})
	records, err := entries(dir, tree.N)
	if err != nil {
		return err
	}
	for at, record := range records {
		found, err := read.ReadHashes([]int64{tlog.StoredHashIndex(0, int64(at))})
		if err != nil || found[0] != tlog.RecordHash(record) {
			return fmt.Errorf("record %d: %v", at, err)
		}
	}
	for at := int64(0); at < tree.N; at += 1 + tree.N/64 {
		proof, err := tlog.ProveRecord(tree.N, at, read)
		if err != nil {
			return err
		}
		if err := tlog.CheckRecord(proof, tree.N, tree.Hash, at, tlog.RecordHash(records[at])); err != nil {
			return err
		}
		old, err := tlog.TreeHash(at+1, read)
		if err != nil {
			return err
		}
		grown, err := tlog.ProveTree(tree.N, at+1, read)
		if err != nil {
			return err
		}
		if err := tlog.CheckTree(grown, tree.N, tree.Hash, at+1, old); err != nil {
			return err
		}
	}
	fmt.Println(tree.N)
	return nil
}

func entries(dir string, size int64) ([][]byte, error) {
	var found [][]byte
	for n := int64(0); n*256 < size; n++ {
		width := 256
		if size-n*256 < 256 {
			width = int(size - n*256)
		}
		content, err := os.ReadFile(filepath.Join(dir, place(tlog.Tile{H: 8, L: -1, N: n, W: width})))
		if err != nil {
			return nil, err
		}
		for len(content) > 0 {
			length := int(content[0])<<8 | int(content[1])
			found, content = append(found, content[2:2+length]), content[2+length:]
		}
	}
	if int64(len(found)) != size {
		return nil, errors.New("other entries than the head says")
	}
	return found, nil
}

func hash(text string) (found tlog.Hash, err error) {
	content, err := hex.DecodeString(text)
	if err == nil && len(content) != tlog.HashSize {
		err = errors.New("no hash")
	}
	copy(found[:], content)
	return
}

func holds(line string) error {
	words := strings.Split(line, " ")
	index, err := strconv.ParseInt(words[0], 10, 64)
	if err != nil {
		return err
	}
	size, err := strconv.ParseInt(words[1], 10, 64)
	if err != nil {
		return err
	}
	root, err := hash(words[2])
	if err != nil {
		return err
	}
	leaf, err := hash(words[3])
	if err != nil {
		return err
	}
	var proof tlog.RecordProof
	for _, one := range strings.FieldsFunc(words[4], func(c rune) bool { return c == ',' || c == '-' }) {
		found, err := hash(one)
		if err != nil {
			return err
		}
		proof = append(proof, found)
	}
	return tlog.CheckRecord(proof, size, root, index, leaf)
}

func main() {
	if os.Args[1] == "log" {
		if err := whole(os.Args[2], os.Args[3]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(make([]byte, 1<<20), 1<<20)
	for lines.Scan() {
		if holds(lines.Text()) == nil {
			fmt.Println("yes")
		} else {
			fmt.Println("no")
		}
	}
}
