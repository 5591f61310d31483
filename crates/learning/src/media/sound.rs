//! Sound and video made small by the program ffmpeg, which stands outside: found by `server`, run for one file at a
//! time, at the lowest priority, with bounds of time and size, with no way to the network, and told how to read.

use super::model::{MediaRules, Purpose, VideoForm};
use super::recognise::Found;
use std::ffi::OsStr;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A form that was made: a file to be kept.
pub(super) struct Made {
    pub purpose: Purpose,
    pub content_type: &'static str,
    pub file: PathBuf,
    pub size: Option<(u32, u32)>,
    pub seconds: u32,
}

/// What a file holds.
struct Inside {
    seconds: f64,
    picture: Option<(u32, u32)>,
    has_sound: bool,
}

/// Makes all forms of `from` inside `folder`; or says why not, in words for the sender.
pub(super) fn forms(
    ffmpeg: &Path,
    found: Found,
    from: &Path,
    folder: &Path,
    rules: &MediaRules,
) -> Result<Vec<Made>, String> {
    let until = Instant::now() + Duration::from_secs(rules.work.most_seconds);
    let damaged = "Không mở được tệp: tệp hỏng, hoặc được nén theo cách lạ. Hãy xuất lại thành MP4 (video) hoặc MP3 (âm thanh) rồi gửi.";
    let inside = look(ffmpeg, Some(found.reader()), from, until).ok_or(damaged)?;
    let is_video = found.kind() == super::model::Kind::Video;
    let most = if is_video { rules.video.most_seconds } else { rules.sound.most_seconds };
    if inside.seconds > f64::from(most) {
        return Err(format!("Tệp dài hơn {} phút. Hãy cắt thành nhiều phần rồi gửi.", most / 60));
    }
    if !inside.has_sound && inside.picture.is_none() {
        return Err(damaged.to_owned());
    }
    let most_out = rules.most_bytes();
    let run = |purpose: Purpose, arguments: &[&str]| -> Result<Made, String> {
        let to = folder.join(format!("{}.m4", purpose.code()));
        let mut command = quiet(ffmpeg);
        command.args([
            "-hide_banner",
            "-loglevel",
            "error",
            "-nostdin",
            "-y",
            "-protocol_whitelist",
            "file",
            "-f",
        ]);
        command.arg(found.reader()).arg("-i").arg(from);
        // what the phone wrote beside the picture (place, time, owner) is left out
        command.args(["-map_metadata", "-1", "-map_chapters", "-1", "-sn", "-dn", "-threads", "1"]);
        command.args(arguments);
        command.args(["-movflags", "+faststart", "-fs", &most_out.to_string(), "-f", "mp4"]).arg(&to);
        if run_until(command, until).is_none() {
            return Err(damaged.to_owned());
        }
        let made = look(ffmpeg, None, &to, until).ok_or(damaged)?;
        // a file cut at the bound of size, or a reader that gave up half-way, is no lesson
        if made.seconds + 5.0 < inside.seconds * 0.9 {
            return Err(damaged.to_owned());
        }
        let content_type = if purpose == Purpose::Audio { "audio/mp4" } else { "video/mp4" };
        Ok(Made { purpose, content_type, file: to, size: made.picture, seconds: whole(made.seconds) })
    };
    let mut out = Vec::new();
    let bits = rules.sound.bits.to_string();
    let voice = ["-c:a", "aac", "-ac", "1", "-b:a", &bits];
    if let Some((width, height)) = inside.picture.filter(|_| is_video) {
        let forms: &[(Purpose, VideoForm)] = if width.min(height) > rules.video.low.lines {
            &[(Purpose::Low, rules.video.low), (Purpose::High, rules.video.high)]
        } else {
            &[(Purpose::Low, rules.video.low)]
        };
        for (purpose, form) in forms {
            let (rate, most, buffer) =
                (form.bits.to_string(), (form.bits / 2 * 3).to_string(), (form.bits * 3).to_string());
            let lines = form.lines;
            // the shorter side, whichever way the phone was held; even numbers for the encoder
            let scale = format!(
                "scale='if(gt(iw,ih),-2,trunc(min({lines},iw)/2)*2)':'if(gt(iw,ih),trunc(min({lines},ih)/2)*2,-2)',fps='min(source_fps,25)'"
            );
            let mut arguments = vec!["-map", "0:v:0", "-map", "0:a:0?", "-vf", &scale, "-c:v", "libx264"];
            arguments.extend(["-preset", "veryfast", "-profile:v", "main", "-pix_fmt", "yuv420p"]);
            arguments.extend(["-b:v", &rate, "-maxrate", &most, "-bufsize", &buffer]);
            arguments.extend(voice);
            out.push(run(*purpose, &arguments)?);
        }
    }
    if inside.has_sound {
        let mut arguments = vec!["-map", "0:a:0", "-vn"];
        arguments.extend(voice);
        out.push(run(Purpose::Audio, &arguments)?);
    }
    Ok(out)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "seconds of a lesson, never negative"
)]
fn whole(seconds: f64) -> u32 {
    seconds.max(0.0).round() as u32
}

/// The outside program at the lowest priority, with nothing of our surroundings but the way to programs.
fn quiet(program: &Path) -> Command {
    let nice = Path::new("/usr/bin/nice");
    let mut command = if nice.exists() {
        let mut nice = Command::new(nice);
        nice.args([OsStr::new("-n"), OsStr::new("19"), program.as_os_str()]);
        nice
    } else {
        Command::new(program)
    };
    command.env_clear().stdin(Stdio::null()).stderr(Stdio::null()).stdout(Stdio::null());
    command
}

/// Runs a command and gives what it wrote; none when it failed or took too long.
fn run_until(mut command: Command, until: Instant) -> Option<Vec<u8>> {
    let mut child = command.spawn().ok()?;
    let reader = child.stdout.take().map(|mut out| {
        std::thread::spawn(move || {
            let mut text = Vec::new();
            let _ = out.by_ref().take(256 * 1024).read_to_end(&mut text);
            text
        })
    });
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break Some(status),
            Ok(None) if Instant::now() < until => std::thread::sleep(Duration::from_millis(20)),
            _ => {
                let _ = child.kill();
                let _ = child.wait();
                break None;
            }
        }
    };
    let text = reader.map_or_else(Vec::new, |r| r.join().unwrap_or_default());
    status.filter(std::process::ExitStatus::success).map(|_| text)
}

/// What a file holds, as ffprobe, which comes with ffmpeg, sees it.
fn look(ffmpeg: &Path, reader: Option<&str>, file: &Path, until: Instant) -> Option<Inside> {
    let mut command = quiet(&ffmpeg.with_file_name("ffprobe"));
    command.args(["-hide_banner", "-loglevel", "error", "-protocol_whitelist", "file"]);
    if let Some(reader) = reader {
        command.args(["-f", reader]);
    }
    command.args(["-show_entries", "format=duration:stream=codec_type,width,height,duration", "-of", "json"]);
    command.arg(file).stdout(Stdio::piped());
    let text = run_until(command, until)?;
    let told: serde_json::Value = serde_json::from_slice(&text).ok()?;
    let streams = told.get("streams")?.as_array()?;
    let of = |kind: &str| {
        streams.iter().find(|s| s.get("codec_type").and_then(serde_json::Value::as_str) == Some(kind))
    };
    let number = |v: &serde_json::Value, name: &str| {
        v.get(name).and_then(serde_json::Value::as_u64).and_then(|n| u32::try_from(n).ok())
    };
    let seconds = |v: &serde_json::Value| v.get("duration")?.as_str()?.parse::<f64>().ok();
    let picture = of("video").and_then(|v| Some((number(v, "width")?, number(v, "height")?)));
    Some(Inside {
        // a file that does not say how long it is is cut by the bound of time
        seconds: told
            .get("format")
            .and_then(seconds)
            .or_else(|| streams.iter().find_map(seconds))
            .unwrap_or(0.0),
        picture,
        has_sound: of("audio").is_some(),
    })
}
