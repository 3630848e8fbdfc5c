package main

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/longarm-project/longarm/census"
	"github.com/longarm-project/longarm/census/file"
	"github.com/longarm-project/longarm/internal/outfile"
)

// A censusPlan is what census plan writes: doc/formats/part.md describes it.
type censusPlan struct {
	Version string   `json:"version"`
	Rules   string   `json:"rules"`
	Key     string   `json:"key"`
	Stores  []string `json:"stores"`
	Bytes   int64    `json:"bytes"`
	Units   int      `json:"units"`
	Plan    string   `json:"plan"`
}

const planVersion = "longarm-census-plan/1"

func censusPlanCommand() *cobra.Command {
	var out string
	c := &cobra.Command{
		Use:   "plan URI... -o FILE",
		Short: "List stores, fix what the parts of a scan will read, and make its key",
		Long: `Plan lists the stores and writes how many units of work they are, with a digest
of all of them: a part that finds another listing is refused when parts are merged.
Beside the plan it writes the key of the scan, readable by its owner alone. Give
both to each part, and destroy the key when the report is made.`,
		Args: args(cobra.MinimumNArgs(1)),
		RunE: func(c *cobra.Command, uris []string) error {
			if out == "" {
				return usage("say where to write the plan: -o FILE")
			}
			return writePlan(c, uris, out)
		},
	}
	c.Flags().StringVarP(&out, "output", "o", "", "write the plan to `FILE` and the key to FILE.key")
	return c
}

func writePlan(c *cobra.Command, uris []string, out string) error {
	key, err := keyFile(out + ".key")
	if err != nil {
		return err
	}
	r := &census.Runner{Shard: -1, Shards: 2} // of two parts none: nothing is opened
	s := &censusScan{flags: &censusFlags{quiet: true}, runner: r}
	stores, err := s.all(c.Context(), c.ErrOrStderr(), uris)
	if err != nil {
		return err
	}
	p := censusPlan{Version: planVersion, Rules: census.Rules, Key: key.Digest(), Bytes: r.Progress.Total.Load()}
	p.Plan, p.Units = r.Plan()
	for _, st := range stores {
		p.Stores = append(p.Stores, st.URI)
	}
	return outfile.Write(out, func(w io.Writer) error {
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		return e.Encode(p)
	})
}

// keyFile reads a key, or makes one in a new file that its owner alone can read.
func keyFile(name string) (key census.Key, err error) {
	b, err := readNamed(name)
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := rand.Read(key[:]); err != nil {
			return key, err
		}
		f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return key, err
		}
		_, err = fmt.Fprintln(f, hex.EncodeToString(key[:]))
		return key, errors.Join(err, f.Close())
	}
	if err != nil {
		return key, err
	}
	if info, err := os.Stat(name); err == nil && info.Mode().Perm()&0o077 != 0 {
		return key, fmt.Errorf("%s: others than its owner can read this key: chmod 600", name)
	}
	if n, err := hex.Decode(key[:], []byte(strings.TrimSpace(string(b[:min(len(b), 64)])))); err != nil || n != len(key) {
		return key, fmt.Errorf("%s: not a key: 32 hexadecimal digits", name)
	}
	return key, nil
}

// part scans one part and writes it.
func (f *censusFlags) part(c *cobra.Command, uris []string) error {
	shard, shards, err := shardOf(f.shard)
	if err != nil {
		return err
	}
	if f.out == "" {
		return usage("say where to write the part: -o FILE")
	}
	name := f.key
	var plan censusPlan
	if f.plan != "" {
		b, err := readNamed(f.plan)
		if err != nil {
			return err
		}
		if err := json.Unmarshal(b, &plan); err != nil || plan.Version != planVersion {
			return fmt.Errorf("%s: not a plan of a census", f.plan)
		}
		if name == "" {
			name = f.plan + ".key"
		}
	}
	if name == "" {
		return usage("give the key of the scan: --key FILE, the same for every part")
	}
	key, err := keyFile(name)
	if err != nil {
		return err
	}
	r := &census.Runner{Formats: file.Formats(), Key: key, Fence: fence, Workers: f.workers, Shard: shard - 1, Shards: shards}
	s := &censusScan{flags: f, runner: r}
	stores, err := s.all(c.Context(), c.ErrOrStderr(), uris)
	if err != nil {
		return err // half a part is no part
	}
	p := &census.Part{Header: census.Header{Part: census.PartVersion, Rules: census.Rules, Key: key.Digest(), Shard: shard, Shards: shards}, Stores: stores}
	p.Plan, p.Units = r.Plan()
	if f.plan != "" && (p.Plan != plan.Plan || p.Key != plan.Key || p.Rules != plan.Rules) {
		return fmt.Errorf("%s: the stores, the key or this program are not those of the plan: plan again", f.plan)
	}
	return outfile.Write(f.out, func(w io.Writer) error { return census.WritePart(w, p) })
}

// shardOf reads I/N. The index of auto/N comes from the array job that runs the program.
func shardOf(text string) (shard, shards int, err error) {
	if text == "" {
		return 1, 1, nil
	}
	i, n, _ := strings.Cut(text, "/")
	shards, err = strconv.Atoi(n)
	if i == "auto" {
		i = arrayIndex()
	}
	shard, err2 := strconv.Atoi(i)
	if err != nil || err2 != nil || shards < 1 || shard < 1 || shard > shards {
		return 0, 0, usage("--shard %s: want I/N with I from 1 to N, such as 3/16", text)
	}
	return shard, shards, nil
}

// arrayIndex returns the index, from 1, that an array job gives to this process.
func arrayIndex() string {
	for _, name := range []string{"JOB_COMPLETION_INDEX", "AWS_BATCH_JOB_ARRAY_INDEX", "CLOUD_RUN_TASK_INDEX"} {
		if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
			return strconv.Itoa(n + 1)
		}
	}
	n, err := strconv.Atoi(os.Getenv("SLURM_ARRAY_TASK_ID"))
	first, err2 := strconv.Atoi(os.Getenv("SLURM_ARRAY_TASK_MIN"))
	if err == nil && err2 == nil {
		return strconv.Itoa(n - first + 1)
	}
	if err == nil {
		return strconv.Itoa(n)
	}
	return ""
}

func censusMergeCommand() *cobra.Command {
	var f censusFlags
	var forget string
	c := &cobra.Command{
		Use:   "merge PART...",
		Short: "Join the parts of a scan to its report",
		Args:  args(cobra.MinimumNArgs(1)),
		RunE: func(c *cobra.Command, names []string) error {
			var parts []census.Named
			for _, name := range names {
				p, err := readPart(name)
				if err != nil {
					return err
				}
				parts = append(parts, census.Named{Name: name, Part: p})
			}
			stores, err := census.Merge(parts)
			if err != nil {
				return err
			}
			if err := notAmong(f.out, names); err != nil {
				return err
			}
			report := reportOf(stores, true)
			if err := f.write(c, report); err != nil {
				return err
			}
			if forget != "" {
				if err := os.Remove(forget); err != nil {
					return err
				}
			}
			return censusExit(report, nil)
		},
	}
	c.Flags().StringVar(&f.format, "format", "text", "text or json")
	c.Flags().StringVarP(&f.out, "output", "o", "", "write to `FILE`")
	c.Flags().StringVar(&forget, "forget", "", "remove the key `FILE` when the report is made")
	return c
}

func readPart(name string) (*census.Part, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return census.ReadPart(f, name)
}

// begin makes the key of a scan, or takes up what --resume kept.
func (f *censusFlags) begin() (key census.Key, state []*census.Store, err error) {
	if f.resume == "" {
		_, err = rand.Read(key[:])
		return key, nil, err
	}
	if key, err = keyFile(f.resume + ".key"); err != nil {
		return key, nil, err
	}
	p, err := readPart(f.resume)
	if errors.Is(err, fs.ErrNotExist) {
		return key, nil, nil
	}
	if err == nil && p.Key != key.Digest() {
		err = fmt.Errorf("%s: kept with another key than %s.key: remove both and start again", f.resume, f.resume)
	}
	if err != nil {
		return key, nil, err
	}
	return key, p.Stores, nil
}

// keepEvery is how often what was read is kept.
const keepEvery = 30 * time.Second

// keep writes what was read so far, from time to time.
func (s *censusScan) keep(stores []*census.Store) {
	if time.Since(s.saved) < keepEvery {
		return
	}
	if s.saved = time.Now(); len(stores) > 0 {
		_ = s.flags.save(s.runner.Key, stores) // told at the end, when it is written again
	}
}

func (f *censusFlags) save(key census.Key, stores []*census.Store) error {
	p := &census.Part{Header: census.Header{Part: census.PartVersion, Rules: census.Rules, Key: key.Digest(), Shard: 1, Shards: 1}, Stores: stores}
	return outfile.Write(f.resume, func(w io.Writer) error { return census.WritePart(w, p) })
}

// end keeps what was read of an interrupted scan, and forgets it with its key when the scan is whole.
func (f *censusFlags) end(key census.Key, stores []*census.Store, whole bool) error {
	if !whole {
		return f.save(key, stores)
	}
	err := os.Remove(f.resume)
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return errors.Join(err, os.Remove(f.resume+".key"))
}
